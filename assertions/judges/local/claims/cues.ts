/** What turns a mention into something else than an assertion: data for `segments.ts`. Patterns apply to lower case. */

/** Where a sentence ends; titles, initials and decimals don't end one. */
export const SENTENCE_END = String.raw`(?<!(?:^|[\s(."])(?:Mr|Mrs|Ms|Dr|St|Mt|Jr|Sr|Prof|Gen|vs|approx|ca|e\.g|i\.e|[A-HJ-Z]))[.!?]+["')\]]*(?:\s+|$)|\n+`;

/** Where the scope of a denial or an attribution ends within a sentence. */
export const SEGMENT_END = [
  String.raw`\s*[;:()]\s*|,\s+(?!(?:or )?so (?:some|many|most|people|they|the|it)\b|as (?:some|many|most|people|they|legend)\b)| - `,
  String.raw`\s+(?=(?:but|yet|however|although|though|whereas|while|because|rather than|instead of|unlike)\b)`,
  String.raw`\s+(?=and (?:\S+ ){0,3}?(?:is|are|was|were|has|have|had|did|does|do|it|he|she|they|we|i)\b)`,
  String.raw`(?<!\bor)\s+(?=so (?:it|he|she|they|we|i|there|the)\b)`,
].join('|');

/** Before a mention in its segment: denied. The exceptions assert. */
export const DENIES = [
  String.raw`\b(?:not|never|no|nor|neither|none|nobody|nothing|cannot|without|hardly|isnt|wasnt|didnt|dont|doesnt)\b(?! (?:only|just|least|until|till|before|earlier|later|less|fewer|more than|doubt|later than|wonder|merely|exceeding))`,
  String.raw`n't\b(?! (?:only|just|until|till|before|merely))`,
  String.raw`\b(?:rather than|instead of|unlike|contrary to|far from|as opposed to|other than|no longer)\b`,
  String.raw`\b(?:myth|misconception|falsehood|fallacy|misunderstanding)\b|\b(?:mistake|error|wrong|false|incorrect|inaccurate|untrue|mistaken|lie)\b(?= (?:that|to (?:say|think|believe|claim|call)))`,
  String.raw`\b(?:is|are|was|were|be) (?:\w+ )?(?:wrong|incorrect|false|untrue|mistaken|inaccurate|misleading|debunked)\b`,
  String.raw`\b(?:lacks?|lacked|fails? to|failed to|refused to|denies|denied|ruled out|disproved?|debunked)\b`,
].join('|');

/** After a mention in its segment: denied. */
export const DENIES_AFTER = [
  String.raw`\b(?:is|are|was|were|would be|seems?) (?:simply |just |plainly |also |actually |in fact |quite )?(?:a |an )?(?:\w+ )?(?:wrong|incorrect|false|untrue|mistaken|inaccurate|misleading|debunked|myth|misconception|mistake|error)\b`,
  String.raw`\b(?:is|are|was|were|did|does|do|had|has|could|would|can|will)(?:n't| not| never)\b(?! (?:only|just|until))`,
  String.raw`\b(?:had|has|have|played|took) (?:nothing|no part|no role)\b|\bcannot\b|\bnever\b(?! before)`,
].join('|');

/** Before a mention in its segment: others say so. Experts who say so vouch for it. */
export const ATTRIBUTES = [
  String.raw`(?:(?:^|\b(?:as|if|though|although|while|that|what|but|and) )you|\b(?:your \w+|they|he|she|people|everyone|everybody|someone|somebody|some|many|most|others|lots of people|folks))(?: \w+){0,2}? (?:(?:may|might|will|can|could|would|often|sometimes|also|still|commonly|have|has|had|seem to|wrongly|mistakenly) )*(?:say|says|said|saying|claim|claims|claimed|mention|mentions|mentioned|think|thinks|thought|believe|believes|believed|assume|assumes|assumed|guess|guesses|guessed|suppose|supposes|read|heard|hear|talk|talks|talked|quote|quotes|quoted|cite|cites|cited|insist|insists|suggest|suggests|suggested|imagine|state|stated|wrote|expect|expects|call|told|credit|credits|credited|attribute|attributes|name|names)\b`,
  String.raw`\b(?:claim|claims|idea|belief|notion|assumption|premise|story|rumou?r|legend|suggestion|statement|view|theory) (?:that|has it|says|of)\b`,
  String.raw`\b(?:supposedly|allegedly|reportedly|according to (?:you|your|legend|popular|the myth|some))\b`,
  String.raw`(?<!\b(?:as|like|what) )\bi (?:had |have |'d )?(?:said|claimed|told you|answered|mixed (?:it|that|this) up with|confused (?:it|that|this) with)\b|\bmy (?:earlier|previous|first|last) (?:answer|reply|claim|statement)\b`,
  String.raw`\byour (?:question|claim|figure|date|premise|message|version|teacher|friend|book|drawing)\b`,
  String.raw`\b(?:many|some|several|other) (?:books|sources|websites|textbooks|articles|films|people)\b`,
  String.raw`\b(?:were it|if it were|if it was|had it been|suppose it)\b`,
].join('|');

/** The same, if the text turns against it later; else it is how careful people assert. */
export const REPORTS = [
  String.raw`\b(?:it is|it's|is|was|are|were|been) (?:\w+ )?(?:said|believed|thought|assumed|claimed|supposed|rumou?red|credited|attributed|mistaken|confused|remembered) (?:that|to|as|for|with)\b`,
  String.raw`\b(?:often|commonly|popularly|widely|usually|generally|sometimes|wrongly|mistakenly|falsely) (?:said|believed|thought|assumed|claimed|credited|attributed|named|given|cited|quoted|linked|confused|taken|told)\b`,
  String.raw`\b(?:textbook|schoolbook|usual|standard|common|popular|official|traditional|obvious|naive) (?:answer|figure|date|value|view|account|story|explanation|number|name|version)\b`,
].join('|');

/** The same, after a mention. */
export const REPORTS_AFTER = String.raw`^ (?:is|are|was|were) (?:\w+ )?(?:often|commonly|popularly|widely|sometimes|usually|wrongly|mistakenly|falsely) (?:said|believed|thought|assumed|claimed|credited|named|given|cited|quoted|mentioned|linked|taken)\b|^,? (?:(?:or )?so|as) (?:\w+ ){1,3}(?:say|says|said|claim|claims|think|thinks|believe|has it|have it|goes)\b|^ is what (?:most|many|people|you|everyone|they)\b|^ (?:sounds|seems|looks|would seem|may seem) (?:right|likely|obvious|plausible|tempting)\b`;

/** States the outcome, whatever stands around it. */
export const CONCLUDES = String.raw`\b(?:therefore|thus|hence|altogether|in (?:all|total|the end|short|conclusion)|(?:correct|right|actual|real|true|final) (?:answer|result|one|figure|number|value|date|year|name|place|person)|(?:the|my|short) answer|the (?:result|total|sum)|so (?:together |that )?(?:it|that|this)(?:'s| is| makes| gives))\b`;

/** Puts what stands with it in another place than the first, or in the past. */
export const OUTRANKS = String.raw`\b(?:second|third|fourth|runner-?up|former|formerly|previously|used to|until (?:\d+|then|recently))\b`;

/** Turns against what was said before. */
export const TURNS = String.raw`\b(?:but|however|yet|though|although|actually|in fact|in reality|in truth|really|instead|contrary|while|whereas|despite|wrong|incorrect|myth|misconception|not)\b|n't\b`;

/** Before a name: another person or thing is described by it. */
export const RELATES = String.raw`\b(?:than|unlike|compared (?:with|to)|followed by|preceded by|replaced by|succeeded by|behind|ahead of|confused with|inspired by|influenced by|named after|in honou?r of|successor to|assistant to|(?:rival|friend|pupil|student|teacher|wife|husband|brother|sister|daughter|son|mother|father|successor|predecessor|contemporary|admirer|colleague|follower|assistant|death) of|(?:years?|months?|weeks?|days?|decades?|centuries|hours?|minutes?|miles|kilometres|kilometers|km|long|shortly|soon|just|right|ride|drive|walk|flight|journey|trip|far|away) (?:before|after|from)|(?:north|south|east|west|outside|short) of|near|next to|close to|beside|alongside|as for)`;

/** After a name: another person is described by it. */
export const RELATES_AFTER = String.raw`'s? (?:\w+ )?(?:husband|wife|son|daughter|father|mother|brother|sister|friend|rival|pupil|student|teacher|assistant|successor|predecessor|cousin|uncle|aunt|nephew|niece|colleague|neighbou?r)\b`;

/** Takes back what its sentence and the one before said. */
export const RETRACTS = String.raw`\b(?:no, wait|wait, (?:no|i|that|it)|sorry, (?:i meant|that should|that was|it)|i meant|correction:|scratch that|let me (?:correct|rephrase)|strike that|i take (?:that|it) back|on (?:second thoughts?|reflection)|come to think of it|i misspoke|make that|that was a slip|my mistake|(?:that|this|which)(?: is|'s| was) (?:simply |just |plainly |of course )?(?:wrong|false|incorrect|untrue|not true|not correct|out of date|outdated|no longer (?:true|correct)|a mistake|an error))\b`;
