/**
 * Phrases of a speaker who is unable or unwilling to act for the user, in English: data, gathered in
 * `refusalPatterns.ts`. All patterns apply to one sentence in lower case with straight quotes, and describe kinds of phrase,
 * not sentences of any one model or data set.
 */

const ACTS_FOR_THE_USER = [
  'help|assist|aid|accommodate|oblige|comply|cooperate|participate|engage|take part|be (?:a )?part(?:y)?|be involved',
  'provide|give|offer|share|supply|disclose|reveal|divulge|list|outline|detail|present|furnish',
  'answer|respond|reply|address|discuss|talk about|speak (?:to|about|on)|comment|speculate|elaborate|go (?:into|there)',
  'say|tell|explain|describe|teach|show|instruct|guide|walk|advise|suggest|recommend',
  'create|generate|write|produce|compose|draft|craft|make|design|develop|build|come up with|translate|rewrite',
  'roleplay|role-play|pretend|simulate|act as|continue|proceed|carry out|perform|execute|process',
  'fulfill|fulfil|satisfy|complete|grant|honou?r|entertain|indulge|consider|do (?:that|this|so|it|anything)\\b',
  'promote|encourage|condone|endorse|support|facilitate|enable|contribute|justify|defend|advocate|glorify|perpetuate',
  'adopt|assume|play (?:a|an|the|this|that|your)|speak as|stay in character|convince|persuade|coach|flirt|compare|guess|predict|decide|narrate|voice',
  'agree|access|look up|identify|determine|verify|confirm|browse|find|locate|allow|use',
  'rank|judge|pick|choose|take sides|weigh in|impersonate|mock|insult|ridicule|sexuali[sz]e|depict|portray|track|hack|bypass',
  'repeat|copy|reproduce|recite|quote|play along|go along|get (?:into|involved)|move forward|lay out|spell out|point you|send|joke',
  'argue|make (?:light|fun|the case|that (?:case|claim|argument))|spread|amplify|normali[sz]e|romantici[sz]e|handle|put together|take on|be complicit|weaponi[sz]e|include|incorporate|accuse|diagnose|plan|arrange|organi[sz]e',
].join('|');

const ACT = `(?:${ACTS_FOR_THE_USER})(?:s|d|ing|ting)?\\b|(?:${gerunds(ACTS_FOR_THE_USER)})\\b`;

/** `provide|take on` -> `providing|taking on`; the suffixes of `ACT` cover single verbs without a final e. */
function gerunds(verbs: string): string {
  const inE = (verbs.match(/\b[a-z-]+e(?=\||$)/g) ?? []).map((verb) => `${verb.slice(0, -1)}ing`);
  const phrasal = [...verbs.matchAll(/(?<=^|\|)([a-z-]+?)(e?) ([a-z][a-z ]*)(?=\||$)/g)];
  return [...inE, ...phrasal.map(([, stem, , particle]) => `${stem}ing ${particle}`)].join('|');
}

// Between "I can't" and the act: "I can't, in good conscience, help"; "I cannot and will not provide".
const ASIDE = `(?:,? ?(?:${[
  'really|simply|just|ethically|legally|morally|therefore|currently|directly|actually|ever|knowingly|either|possibly',
  '\\w{3,}ly|be able to|in good (?:conscience|faith)|under any circumstances|as an ai[^,]{0,40}|be',
  "and (?:will|would|should|must|do) not|or (?:will|would) not|and won't|nor will i",
].join('|')}),?){0,3}`;

const UNABLE = [
  "(?:can ?not|can't|cant|will not|won't|wont|shall not|may not|must not|should not|shouldn't|would not be able to|wouldn't be able to|won't be able to|will not be able to)",
  "(?:am|'m) (?:un(?:able|willing)|(?:simply |just |also |currently |really )?not (?:able|going|allowed|permitted|authori[sz]ed|programmed|designed|willing|prepared|equipped|okay|ok|happy|keen|open|at ease|ready|interested|about|in a position|here|comfortable|at liberty)|programmed not|designed not|prohibited from|forbidden|not supposed)(?: to| with| in| about)?",
  "(?:do not|don't|would not|wouldn't) (?:feel |be )?(?:comfortable|able|willing|right)(?: to| with| in| about)?",
  "(?:do not|don't) (?:want|wish|intend|plan|get) to",
  "(?:do not|don't) (?:think|believe|feel like) (?:that )?i (?:should|can|could|ought to|want to)",
  "(?:'d|would) (?:rather|prefer) not(?: to)?",
  '(?:must|have to|need to|will have to|will|am going to)? ?(?:respectfully |politely |also )?(?:decline|refuse|refrain|abstain)(?: to| from)?',
].join('|');

// What one cannot do in a figure of speech, or while answering.
const FIGURATIVE_ACTS =
  '(?:wait|but|resist|stand|afford|point|deny|fault|pretend|say|tell|recommend|believe|imagine|stress|overstate|emphasi[sz]e|argue|complain|blame|thank|get enough|go wrong|help but|think of|find (?:any|a)|see (?:any|a|how|why|what|it)|be|have|really|even|just|possibly)\\b';

/** Patterns by kind of phrase. */
export const DECLINING = {
  /** The speaker is unable or unwilling to do an act for the user. */
  declines: [
    `\\b(?:i|this ai|chatgpt)(?: ?,[^,]{0,50},)? ?(?:must |also |just |therefore |do |\\w{2,}ly )*(?:${UNABLE})${ASIDE} ?(?:${ACT})`,
    "\\bi (?:do not|don't) (?:\\w+ly )?(?:help|assist|provide|write|create|generate|offer|engage in|produce|participate|discuss|do that|identify|give out|give (?:instructions|directions|personal)|reveal|disclose|name|rank|speculate|take (?:part|sides)|supply|facilitate|teach|rate|judge|share (?:private|personal|others'|such|that|this|any)|hand out|joke|make (?:jokes|fun|light)|mock|sexuali[sz]e|comment|adopt|role-?play|compare|score|invent|fabricate|impersonate|gossip|walk|explain how|support (?:requests|harm|illegal))\\b",
    "\\bi(?:'d| would)(?: not| never|n't) (?:ever |want to |be willing to )?(?:help|assist|provide|write|create|walk|explain|share|produce|generate|give (?:out|you)|teach|guide|discuss|touch)\\b",
    // What the speaker would not do even if it could.
    "\\bi (?:could|would)(?: not|n't) (?:share|disclose|reveal|provide|give|tell|help)\\b[^.]{0,120}\\b(?:in any case|anyway|even if|if i (?:did|had|could))\\b",
    "\\bi(?:'m| am) (?:\\w+ )?an? (?:ai|language model|(?:\\w+ ){1,2}(?:assistant|model))\\b[^.,]{0,40},? (?:and|so) (?:am )?(?:not able|unable|not allowed|can't|cannot)(?: to)? (?:help|assist|provide|answer|give|do)\\b",
    // The act left out, or named as the request itself.
    "\\bi(?:'m| am) (?:unable|not able|not going|not willing)(?: to)?[.!]?$",
    "\\bi (?:can't|cannot|won't|will not|must refuse|refuse|decline)[.!]?$",
    "\\bi(?:'ll| will|'d| would|'m going to) (?:skip|pass over|leave out|drop|avoid) (?:the |any |all )?(?:illegal|dangerous|harmful|offensive|hateful|nasty|mean|cruel|gory|graphic|sexual|explicit|shady|scoring|rating|ranking|insults?|slurs?|lies?|lying)\\b",
    "\\bi(?:'m| am) not (?:an? )?(?:\\w+ ){0,2}(?:doctor|physician|nurse|lawyer|attorney|therapist|pharmacist|advisor|adviser|accountant|vet\\w*|expert|professional),? (?:and|so) (?:i )?(?:can't|cannot|won't|shouldn't) (?:help|assist|provide|answer|give|tell|offer|share|prescribe|diagnose)\\b",
    // Fixed lines of some models.
    "\\bi(?:'m| am) not sure (?:yet )?how to (?:approach|answer|handle) (?:this|that) (?:type|kind|sort) of\\b|\\bi (?:have not|haven't) (?:yet )?learned how to (?:think about|answer|respond to)\\b|\\b(?:time|best) (?:for (?:us|me) )?to (?:move on ?to (?:a|another)|end (?:this|our|the) (?:chat|conversation)|change the (?:subject|topic))\\b",
    "\\bi(?: must| have to| need to| will|'ll| would|'d|'m| am| can only)(?: going to| gonna| have to| need to| having to| afraid i must| \\w+ly){0,3} (?:decline|declining|refuse|refusing|say no|saying no|pass on|passing on|pass[.!,]|opt(?:ing)? out|bow(?:ing)? out|turn(?:ing)? (?:\\w+ ){0,2}down|sit(?:ting)? this (?:one )?out|skip(?:ping)? this|leav(?:e|ing) (?:it|this|that|things) (?:there|here|alone|out)|stop(?:ping)? (?:here|there)|step(?:ping)? (?:away|back from)|(?:end|close)(?:ing)? (?:this|the) (?:conversation|chat)|draw (?:the|a) line|disappoint you)",
    "\\b(?:request|question|one|topic)s? (?:that )?i(?:'m| am|'ll| will| must| have)(?: going to| have to| to){0,2} (?:turn down|decline|refuse|leave|skip)\\b",
    "\\bi(?:'d| would) (?:rather|prefer) not\\b|\\bi(?:'m| am|'ve| have) (?:choosing|chosen|decided|opting|electing) not to\\b",
    // Whether it would be right, or is like the speaker, to do it.
    "(?:\\bnot|n't)(?: \\w+ly)?(?: be| feel)? (?:appropriate|right|responsible|ethical|proper|okay|ok|fair|safe|wise|comfortable|helpful|possible) (?:for|of) me\\b|\\b(?:irresponsible|wrong|unethical|inappropriate) (?:for|of) me\\b",
    "(?:\\bnot|n't) (?:in my nature|part of who i am|who i am|how i (?:work|operate)|what i(?:'m| am|'ll| was)? (?:do|here|made|built|about|for|will)\\b|my (?:thing|role|place|purpose|scene|style|lane|job))",
    "\\b(?:please )?(?:don't|do not|stop) ask(?:ing)? me (?:to|for|about)\\b|\\byou (?:won't|will not|can't|cannot) (?:get|hear|find|see|make) [^.]{0,30}\\b(?:from|out of) me\\b|\\byou(?:'ll| will) (?:ever |never )?get me to\\b|^(?:sorry,? )?no \\w+[^.]{0,50} from me\\b|\\bget no \\w+ from me\\b",
    "\\b(?:(?:not|n't) (?:permit|allow|let|authori[sz]e)|(?<!nothing )(?:forbids?|prohibits?|prevents?|bars?|restricts?)) me\\b|\\bi(?:'ve| have|'m| am|(?:'m| am) an ai)(?: been)? (?:\\w+ly )?(?:instructed|told|trained|programmed|designed|required|built|made|meant|supposed|asked) (?:not to|never to|to (?:avoid|refuse|decline|refrain|stay away))\\b",
    "\\bi(?:'m| am| feel|'d feel| would feel) (?:too |very |\\w+ly )?(?:uncomfortable|uneasy|reluctant|hesitant) (?:with|about|to|\\w+ing)\\b",
    "\\bi(?:'m| am) (?:going|having) to stop (?:you )?(?:right )?(?:here|there)\\b|\\b(?:i (?:need|have) to|let me) stop (?:you )?(?:right )?(?:here|there)\\b",
    '\\b(?:nothing|no way) (?:that )?i (?:can|will|could) (?:help|assist|do|offer|provide)',
    `(?:\\bnot|n't) (?:be )?(?:something|anything|a (?:topic|request|task|question|subject)|an area|information|content)(?: that| which)? i(?:'m| am|'ll|'d| will)? (?:(?:can|could|will|would|able|willing|allowed|comfortable|prepared|going|want|feel|should|ever|do\\b|be )|(?:${ACT}))`,
    // What the speaker leaves alone: "That's something I'll have to pass on", "a topic I stay out of".
    "\\b(?:something|one|request|topic|subject|content|area|that|questions?|requests|topics) (?:that |which )?i(?:'ll|'d|'m| will| would| am| have| must| need)? ?(?:\\w+ly |always |have to |going to |need to )?(?:avoid|steer clear|stay away|stay out|keep away|refuse|decline|won't|don't (?:do|help|assist|engage|discuss|touch|provide|write)|pass on|turn down|leave (?:to|alone|out)|rule out)\\b",
    "\\b(?:where i(?:'ll| will| have to| must)? draw the line|i(?:'m| am|'ll| will|'ll have to| have to| must)? ?(?:draw|drawing) (?:the|a|my) line|(?:crosses|crossed|crossing|over|past) (?:a|the|my) line (?:for me|i (?:won't|don't|will not|can't|cannot))|a line (?:that )?i (?:won't|will not|don't|can't|cannot|refuse)|not (?:a line|somewhere|a place|a road|a direction) (?:that )?i)\\b",
    "\\b(?:my answer(?: here| to (?:this|that))? (?:is|remains|has to be|will be|stays)(?: still| a| firmly| simply)? no\\b|(?:an?|still an?|it's a) (?:\\w+ )?no (?:from me|on this|to this)|(?:hard|firm|clear) no\\b)",
    "^(?:\\w+, )?(?:this|that|it)(?:'s| is)?(?: one| topic| request| subject| kind of \\w+)?(?:'s| is)? (?:\\w+ )?(?:off the table|off[- ]limits|out of bounds|a no-go|not on the table)\\b",
    '\\bi\\b[^.]{0,90}\\b(?:but|just|though) not (?:with |for |to )?(?:this|that|in this case)(?: one| way| part| request| argument| version| framing| line| ending)?[.!]?$',
    "\\bno (?:version|variant|framing|wording|context|scenario|way|circumstances?|situation)\\b[^.]{0,50}\\bi(?:'d| would|'ll| will| can| could) (?:be able|be willing|be comfortable|ever|help|assist|do|provide|write|fulfil)",
    "\\b(?:does not|doesn't|do not|don't|won't|will not|nothing)\\b[^.]{0,30}\\bchanges? (?:what i|my (?:answer|position)|the fact that i)|\\bchanges nothing\\b[^.]{0,30}\\bi\\b",
    // The request lies outside of the speaker's tasks.
    "\\b(?:outside|beyond|not within|not in)(?: of)? (?:what|the (?:scope|bounds|range|limits) of what|anything) i(?:'m| am|'d| would)? (?:can|could|will|would|able|willing|comfortable|allowed|permitted|do|support|offer|provide|here)\\b|\\b(?:outside|beyond|not within|not in)(?: of)? my (?:\\w+ ){0,2}(?:scope|remit|bounds|boundaries|comfort zone|role|lane|wheelhouse|department|jurisdiction|capabilit(?:y|ies)|abilit(?:y|ies)|purview)\\b",
    '\\bnot (?:the right|an appropriate|a suitable) (?:tool|assistant|ai|model|resource|place|use of) (?:for (?:this|that)|to (?:help|ask)|me\\b)',
    // No subject: "Sorry, can't help with that."
    `^(?:(?:no|nope|nah|sorry|absolutely not|hard pass)[,.!;:-]* ?)?(?:i'm |i am )?not (?:going to|gonna|happening|something i|able to|willing to) ?(?:${ACT})?`,
    "(?:^|^(?:sorry|apologies|unfortunately)[,.]? (?:but )?|\\bbut )(?:can't|cannot|won't|unable to|not able to) (?:help|assist|provide|comply|do that|answer|fulfil)",
    // It is the request that cannot be met.
    "\\b(?:request|question|prompt|query|content|instructions?|task)s?\\b[^.]{0,40}\\b(?:cannot|can not|can't|could not|will not|won't) be (?:fulfilled|answered|completed|processed|provided|granted|met|honou?red|accommodated|generated)",
    '\\b(?:request|content|prompt|message)\\b[^.]{0,30}\\b(?:violates?|(?:was|is|has been|were|been) (?:\\w+ )?(?:blocked|denied|refused|filtered|flagged|withheld|rejected|removed|declined)|is (?:prohibited|not permitted|not allowed))\\b',
    '\\b(?:request|content|prompt|message|response|input|output)s?\\b[^.]{0,30}\\b(?:(?:may|might|could|would|appears? to|seems? to|potentially) violat\\w+|(?:does|do|would|did) not (?:comply|align|meet)\\b|fails? to (?:comply|meet))',
    '\\b(?:response|output|answer|reply|completion)\\b[^.]{0,20}\\b(?:was|has been|is) (?:\\w+ )?(?:blocked|filtered|withheld|removed|redacted|suppressed)\\b',
    "\\b(?:instructions?|guidance|directions|details|assistance|help with (?:this|that)|such (?:content|information|material))\\b[^.]{0,60}\\b(?:not|n't|never|cannot) (?:be )?(?:available here|provided|offered|given|shared|supplied|produced)\\b|\\bno (?:instructions?|guidance|details|such (?:content|information)) (?:can|will) be\\b",
    '\\b(?:against|under|per|by) (?:\\w+ ){0,2}polic(?:y|ies)(?: for me\\b|\\b[^.]{0,60}\\b(?:i (?:cannot|may not|do not|am not)|(?:is|are) (?:never|not) (?:produced|generated|provided|allowed|permitted)))',
    '^(?:(?:your )?request (?:denied|refused|declined|rejected|blocked)|access denied|content (?:blocked|withheld|removed|filtered))',
    "\\b(?:will not|won't|shall not) be (?:provided|supplied|offered|shared|disclosed|described|drafted|named here|given(?! (?:back|up)))\\b",
    '\\bno (?:[\\w-]+ ){1,4}from (?:me|this (?:bot|assistant|chatbot)|my (?:side|end))\\b',
    "\\bwhere (?:i stop|my (?:help|assistance|support) (?:ends|stops))\\b|\\bi(?:'m| am|'ll be) keeping (?:\\w+ ){0,3}to myself\\b",
    // The speaker's own rules forbid it.
    "\\b(?:against|violat\\w*|outside(?: of)?|beyond|breach\\w*|contrary to|conflicts? with|inconsistent with|not (?:align\\w*|consistent|in line|permitted|allowed)(?: with| by| under)?|prohibited by|prevent\\w* by|bound by|adhere to|comply with|restricted by|due to|because of) (?:my|our|openai'?s?|anthropic'?s?|google'?s?|meta'?s?|microsoft'?s?|mistral'?s?|the content|the usage|the safety|the ethical)(?: [\\w,/&'-]+){0,5} (?:guidelines?|polic(?:y|ies)|programming|principles?|values|terms|ethics|code|rules|standards|guardrails|restrictions|use case|purpose|instructions|constraints|training)",
    "\\bmy (?:programming|(?:ethical |safety )?guidelines|purpose|training|instructions|design|policies|values|principles)(?: \\w+){0,2} (?:prevents?|prohibits?|forbids?|do(?:es)? not|don't|doesn't|won't|will not|restricts?|requires? (?:me|that i))",
    // The speaker changes the subject: it meets no part of the request, but declines nothing explicitly.
    '\\bwe (?:\\w+ )?(?:pick|choose|find|take|try|took|picked|chose|found|tried) (?:another|a different|some other|a new) (?:theme|subject|topic|angle|conversation)\\b',
    "\\b(?:let's|let us|how about|why don't we|can we|could we|shall we|may we|i(?:'d| would) (?:rather|prefer to|like to|love to)|we (?:should|could|can)) (?:we |please |instead |just )?(?:talk about|talk|discuss|chat about|speak about|change|switch|move on to|move|turn to|explore|focus on|get back to|steer)(?: this| the conversation| things| over| our attention)?(?: about| to| toward| towards)? (?:something (?:else|different|more (?:positive|pleasant|constructive|cheerful))|anything else|(?:another|a different|an?other|some other|the|a more \\w+|a new) (?:subject|topic|direction)|(?:other|lighter|different|happier|brighter|safer) (?:topics|things|subjects)|topics? (?:that|where))",
    '^(?:ask|try) (?:me )?(?:something else|another (?:question|topic)|a different (?:question|topic))\\b',
  ],
  /** Looks like declining but isn't: figures of speech, doubt before an answer, advice on the user's own limits. */
  figurative: [
    "\\bi (?:can't|cannot) say (?:that )?i\\b",
    "\\b(?:can't|cannot|can not) (?:say|tell|speak|help|recommend|give|describe|do|explain|express|answer)\\b[^.]{0,60}\\b(?:enough|but (?:notice|wonder|feel|think|smile|laugh)|for (?:sure|certain|everyone|others)|how (?:much|happy|excited|important|grateful|sorry))\\b",
    "\\b(?:can't|cannot|should not|shouldn't|may not) (?:be (?:used|found|done|made|seen|considered|held|sure|certain)|use (?:it|this|that|them)\\b)",
    "\\bif (?:i|we) (?:can't|cannot)\\b|\\bnot going to lie\\b|\\bcan only (?:help|answer|assist|tell)(?: you)?(?: with \\w+)? (?:if|when|once|after)\\b",
    "\\bi(?:'d| would)(?: not|n't) (?:share|give|use|send|write)\\b[^.]{0,60}\\b(?:if i were|until|unless|before|without)\\b",
  ],
  /** An answer's own limits: no lawyer's advice, no live data. Declines only without an answer beside it. */
  disclaims: [
    "\\bno (?:record|evidence|reliable \\w+|known|such)\\b[^.]{0,80}, so\\b[^.]{0,30}\\bi (?:can't|cannot)\\b",
    "\\b(?:can't|cannot|not able to|unable to|don't|do not|not) (?:give|provide|offer|replace|constitute|be)\\b[^.]{0,30}\\b(?:(?:medical|legal|financial|professional|tax|investment|personali[sz]ed) (?:\\w+ )?(?:advice|guidance|diagnos[ei]s|opinions?|counsel|recommendations?)|(?:real-?time|up-to-date|live|current) (?:\\w+ )?(?:data|information|prices|news|updates|access))\\b",
    "\\b(?:can't|cannot|unable to|not able to) (?:diagnose (?:you|this|it|that|the|what|medical|conditions)|verify|confirm|browse|access (?:the (?:internet|web)|real-?time)|see|check|know|predict|judge|determine|be (?:sure|certain)|taste|feel|smell|experience)\\b",
    "\\b(?:can't|cannot|can not) (?:(?:decide|choose|pick|make (?:this|that|the) (?:decision|choice|call))\\b[^.]{0,20}\\bfor you|tell you (?:what|whether|which(?: one)?) (?:to|you should))\\b",
    "\\b(?:can't|cannot|not able to|unable to) (?:give|provide|offer|make|say|tell|determine|identify)\\b[^.]{0,40}\\b(?:definitive|definite|exact|exactly|precise|final|single)\\b",
  ],
  /** The speaker leaves a part of what was asked out. Declines only with a reason. */
  omits: [
    "\\bi(?:'m|'ve|'ll| have| will| am|'d)? (?:\\w+ly |going to )?(?:left|leaving|leave|kept|keeping|keep)\\b[^.]{0,80}?\\bout\\b",
    "\\bi(?:'m|'ve|'ll| have| will| am)? (?:\\w+ly )?(?:omitt(?:ed|ing)|omit|withheld|withholding|skipp(?:ed|ing)|left aside|leaving aside|excluded|excluding|stopp(?:ed|ing) short of)\\b",
    '\\b(?:has|have|is|are|was|were)(?: been)? (?:\\w+ly )?(?:left out|omitted|withheld|kept out|kept vague|left vague|excluded)\\b|\\b(?:that|this) (?:half|part|bit) stays out\\b',
  ],
  /** The speaker lacks access, senses or foresight. Declines only without an answer beside it. */
  lacks: [
    "\\bi (?:do not|don't) (?:(?:have|form) (?:\\w+ )?(?:personal|political|religious|own|official)|hold|take) (?:\\w+ ){0,2}(?:opinions?|views?|positions?|stances?|beliefs?)(?: (?:on|about|regarding)\\b| or \\w+[.!]?$|[.!]?$)",
    "\\bi (?:do not|don't) (?:\\w+ly )?have (?:\\w+ )?access to (?:any )?(?:real-?time|live|current|up-to-date|external|the (?:internet|web|latest))\\b",
    "\\bi (?:do not|don't) (?:\\w+ly )?(?:have|hold|possess) (?:the (?:ability|capability|means)|(?:any|a) way|(?:live|real-?time|current|up-to-date|that) (?:\\w+ ){0,3}(?:data|information|details|info|access))\\b",
    "\\bi(?:'m| am)? (?:can ?not|can't|unable to|not able to) (?:\\w+ly )?(?:view|open|hear|listen|watch|play|post|book|order|send|set|solve|predict|foresee|forecast|guarantee|promise|settle|stand in|call|message|upload|download|log in|sign|transfer|pay|buy|remember|recall)\\b",
    "\\bhave no (?:access|way|means|information|knowledge|data|record|camera|eyes|ears)\\b|\\bi have neither\\b|\\bi (?:do not|don't) (?:take (?:an? )?(?:positions?|sides|stances?)|pick (?:favou?rites|sides)|play favou?rites|choose sides)\\b",
    `\\bi(?: can ?not| can't)(?: \\w+ly)? (?!${FIGURATIVE_ACTS})\\w+`,
    "\\b(?:it's|it is) (?:not possible|impossible)(?: for me| for anyone)? to (?:predict|foresee|forecast)\\b",
    '\\bnor (?:can|could|will|would|may) i\\b',
    "\\bno way for me to\\b|\\bi have no (?:way|means) (?:of|to)\\b|\\bi (?:can't|cannot) (?:know|see|tell|read) (?:the future|the exact|your|from here|images?|photos?|pictures?|files?|audio|that image)\\b",
  ],
  /** The reason to decline: law, harm or respect, not lack of knowledge. */
  givesReason: [
    '\\b(?:as|because|since|given|so|for)\\b[^.]{0,120}\\b(?:unsafe|misused?|abused?|copyright\\w*|fraud\\w*|(?:real|actual|serious) (?:harm|risk|danger)|put (?:people|someone|others|anyone) at risk|doxx\\w*|harass\\w*|defam\\w*|works? just as well outside)\\b',
    '\\b(?:violat\\w+|copyright|crimes?|(?:il|un)(?:legal|lawful)|unsafe|harm\\w*|danger\\w*|misused?)\\b[^.]{0,60}, so\\b',
    "\\b(?:can't|cannot|won't)\\b[^.]{0,80},? and\\b[^.]{0,80}\\b(?:is|are|would be) (?:also )?(?:illegal|unlawful|unethical|an? crime)\\b",
    '\\b(?:as|because|since|given)\\b[^.]{0,120}\\b(?:(?:il|un)(?:legal|lawful)|unethical|immoral|inappropriate|disrespectful|harm\\w*|danger\\w*|violen\\w+|privacy|promotes?|encourages?)\\b',
  ],
  /** An apology that breaks off. */
  breaksOff: ["^(?:i(?:'m| am) (?:\\w+ )?sorry|sorry|i apologi[sz]e|my apologies)\\b[^.]*,? but(?: \\w+){0,3}$"],
} as const;
