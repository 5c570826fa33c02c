/**
 * Phrases that decline only where they open a reply; within an answer they are part of it ("we cannot know"): data,
 * gathered in `refusalPatterns.ts`. All patterns apply to one sentence in lower case with straight quotes.
 */

// What precedes the speaker: nothing, a courtesy ("sorry, but we"), or a turn ("thanks, but we").
const BEFORE =
  '(?:^|^[^.]{0,60}\\b(?:sorry|unfortunately|apologi\\w+|regret|regrettably|afraid|however|thanks?|thank you|note|appreciate)\\b[^.]{0,40}?\\b|, (?:but|and|so) )(?:that )?';

const ASSISTANT =
  '(?:assistant|ai|(?:chat ?)?bot|(?:ai|language|chat|support|virtual) (?:model|assistant|agent|bot|system))';

const SPEAKERS = [
  'we',
  `(?:this|the|our|your) (?:\\w+ )?${ASSISTANT}`,
  '(?:this|our) (?:\\w+ )?(?:chat|service|tool|model|system|platform|app|helpdesk|hotline|support|team|staff|company|department)',
  '(?:our |support |service )?agents',
].join('|');

const NOT_ABLE =
  '(?:able|allowed|permitted|authori[sz]ed|designed|programmed|built|set up|meant|intended|equipped|willing|prepared|trained|supposed|at liberty|in a position|here)';

const CANNOT = [
  "(?:can ?not|can't|will not|won't|may not|must not|shall not|do(?:es)? not|don't|doesn't|never)",
  `(?:(?:are|is|'re|'s) (?:\\w+ly )?not|aren't|isn't) (?:\\w+ly )?${NOT_ABLE}(?: to)?`,
  "(?:are|is|'re|'s) (?:\\w+ly )?(?:unable|unwilling)(?: to)?",
  "(?:must |have to |has to |will have to |'ll have to |respectfully |politely )*(?:declines?|refuses?)(?: to)?",
  "(?:'d|would) (?:rather|prefer) not(?: to)?",
].join('|');

const THIS =
  '(?:that|this|it|these|those|such|your|you|any|here)\\b(?! (?:alone|without|unless|until|if|because|by|as|all|the)\\b)';

// Acts that an answer's "we" does too ("we cannot describe it exactly") need an object that is the request.
const SERVICES = [
  '(?:help|assist|aid|comply|accommodate|oblige)\\b(?! but| (?:him|her|them|it|\\w+ing)\\b)',
  '(?:advise|comment|discuss|disclose|divulge|fulfil|fulfill|engage in|participate in|respond to|support requests)\\b',
  '(?:provide|share|give out|offer|supply|publish)\\b[^.]{0,30}\\b(?:instructions?|details?|information|advice|guidance|help|assistance|content|passwords?|numbers?|data|addresses|names|directions|you|support|that|this|such|any(?:thing|one)?|opinions?|legal|medical|financial)\\b',
  `(?:answer|write|process|do|talk about|go into|handle|touch|review|look up|grant|approve) ${THIS}`,
  'be (?:providing|sharing|helping|assisting|answering|discussing|commenting|writing|offering)\\b',
  '(?:create|generate|produce|describe|give) (?:that|this|such|any|these) (?:kind|sort|type|content|material|image|text|information|advice)\\b',
].join('|');

// Of an assistant, not of us: what it writes or answers is the request.
const ASSISTANT_ACTS =
  '(?:answer|respond|write|create|generate|produce|provide|share|give|describe|explain|process|talk|speak|support|cover|handle|accept|take part|participate|engage)\\b';

const RULES =
  '(?:(?:safety |content |usage |company |community |house |internal |privacy |data |security |ethical |store |bank )*(?:guidelines?|polic(?:y|ies)|rules|standards|terms(?: of (?:use|service))?|code of conduct|regulations))';

const FORBID =
  "(?:(?:do(?:es)? not|don't|doesn't|will not|won't) (?:allow|permit|let|cover|authori[sz]e|support)|prohibits?|forbids?|prevents?|bars?|restricts?|rules? out)";

const HERE =
  '(?: here| by (?:me|us|this \\w+)| (?:in|on|through|over|via|within|by|with) (?:this|our|the) (?:\\w+ ){0,1}?(?:chat|assistant|bot|service|platform|app|channel|tool|conversation|forum|hotline))';

const GIVEN =
  '(?:provided|shared|given|offered|answered|discussed|disclosed|supplied|described|written|produced|generated|created|processed|supported|fulfilled|granted|helped with|assisted with|handled|dealt with|covered|talked about|available|possible|done|published|released)';

const SCOPE_ACTS =
  '(?:answer|help|assist|discuss|talk about|chat about|respond to|support|handle|deal with|cover|take|work on|speak about|speak to|be used for)';

// What one may not do without declining: "I won't lie, it hurts."
const HARMLESS_ACTS =
  '(?:lie|pretend|sugar-?coat|bore|keep you|go on|go into (?:\\w+ )?detail|be (?:able|long|surprised|there|home|late|back|around)|have|need|mind|know|deny|waste|forget|stop|give up|let|miss|hesitate|rest|make it|spoil|tell a soul|always|ever|even|just|only|be\\b|repeat myself|insult your|claim|say (?:no|it|that it)|worry|attend|come|join|see|like|regret|believe|go|yield|bow|kneel|surrender|give in)\\b';

export const OPENING = {
  /** The speaker in another person than the first ("we", "our policy", "this assistant"), in none, or with a scope. */
  declinesAtOpening: [
    `${BEFORE}(?:${SPEAKERS}) (?:also |simply |just |really |currently |\\w+ly )?(?:${CANNOT})(?: be able to)?,? ?(?:\\w+ly )?(?:${SERVICES})`,
    `${BEFORE}we(?:'re| are|'d| would) (?:\\w+ly )?(?:not (?:able|allowed|permitted|authori[sz]ed|willing|prepared|at liberty|in a position)|unable|rather not|prefer not)(?: to)?(?: \\w+)? ?(?:${SERVICES})`,
    `${BEFORE}we(?:(?:'re| are)(?: \\w+ly)? (?:not able|unable)| aren't able) to (?!(?:know|say|tell|see|observe|determine|attend|make|join|come)\\b)\\w+`,
    "\\bwe (?:do not|don't) tolerate\\b|\\b(?:this|our|the) (?:conversation|chat|session) (?:(?:has been|is|was|will be)(?: now| being)? )(?:closed|ended|terminated|suspended)\\b",
    `${BEFORE}we (?:must|have to|need to|will have to|are going to have to) (?:\\w+ly )?(?:decline|refuse|pass|say no)\\b`,
    `${BEFORE}(?:this|the|our) (?:\\w+ )?${ASSISTANT} (?:\\w+ly )?(?:${CANNOT}) (?:\\w+ly )?(?:${ASSISTANT_ACTS})`,
    `${BEFORE}(?:this|our) (?:service|tool|model|system|platform|app|chat) (?:\\w+ly )?(?:${CANNOT}) (?:\\w+ly )?(?:answer|respond|write|create|generate|produce|process) (?!correctly|quickly|to (?:ping|http))`,
    `${BEFORE}our (?:\\w+ )?(?:team|staff|support|company) (?:\\w+ly )?(?:${CANNOT}) (?:\\w+ly )?(?:support|handle|process|answer|provide|share)\\b`,
    // Rules, whoever keeps them.
    `${BEFORE}(?:my|our|company|the (?:usage|content|safety|community)|this \\w+'s)? ?${RULES}(?: (?:of|for) (?:this|the|our) \\w+)? (?:\\w+ly )?${FORBID}\\b`,
    `^(?:under|by|per|according to|because of|due to) (?:my|our|the|company|this \\w+'s) ?${RULES}[^.]{0,80}\\b(?:not|n't|cannot|prohibited|forbidden|unable)\\b`,
    "\\b(?:falls? under|(?:is|are|it's) (?:among|on)) (?:my|our|the) (?:list of )?(?:restricted|prohibited|forbidden|blocked|banned|off-limits) (?:topics?|subjects?|content|requests?|categor(?:y|ies))\\b",
    "^(?:that|this|it|such \\w+|(?:the|your) (?:request|message|question|prompt))\\b[^.]{0,40}(?:\\bagainst|\\bviolates?|\\bbreaks?|\\bbreaches|\\boutside|\\bbeyond)(?: of)? (?:(?:our|company|house|site|this \\w+'s|the|the bot's) (?:\\w+ )?)?(?:rules|polic(?:y|ies)|guidelines|scope|remit|terms)(?: here| of (?:use|service))?[.!]?$",
    '\\b(?:we|i) (?:keep|treat|consider) (?:that|this|such|these|those) (?:\\w+ )?(?:(?:information|data|details|matters?) )?(?:as )?(?:private|confidential)\\b|^(?:information|content|access|material)\\b[^.]{0,30} is restricted[.!]?$',
    // No agent at all: "That can't be provided here."
    `^(?:(?:i'm |we're )?(?:so )?(?:sorry|unfortunately|regrettably|apologies|afraid)[,:;.]? (?:but )?)?(?:that|this|it|such \\w+|(?:that|this) (?:kind of |sort of |type of )?(?:\\w+ ?){1,2}|(?:requests|questions|content|messages|topics|help|assistance|information|material|details|instructions)\\b[^.]{0,30})(?: (?:can ?not|can't|will not|won't|may not) be|(?: is| are|'s|'re)(?: not|n't)| isn't| aren't| is never| are never) (?:something (?:that|which) (?:can|may|will) be )?${GIVEN}(?:${HERE}|[.!]?$)`,
    "^(?:(?:sorry|unfortunately|regrettably)[,.:]? )?(?:(?:that|this) (?:information|request|topic|question|content|kind of \\w+|type of \\w+)|such (?:requests?|information|content|material|details|topics|questions)) (?:can ?not|can't|will not|won't|may not|is not|are not|isn't|aren't) (?:be )?(?:provided|shared|given|offered|answered|discussed|disclosed|supported|written|produced|generated|processed|available)\\b",
    "^(?:unfortunately,? |sorry,? (?:but )?|i'm afraid )?(?:it|that)(?:'s| is) not possible to (?:help|assist|provide|answer (?:that|this|your)|share|discuss|fulfil|give (?:you|out)|comply)\\b|^(?:unfortunately,? |sorry,? (?:but )?)?(?:it|that) isn't possible to (?:help|assist|provide|answer (?:that|this|your)|share|discuss|fulfil|give (?:you|out)|comply)\\b",
    '^no (?:answer|help|assistance|response|information|instructions|details|comment)\\b(?: (?:can|will|may) be (?:given|provided|offered|shared)[^.]{0,30}| (?:here|on (?:this|that)))[.!]?$|^(?:answer|response|reply|information|content) (?:withheld|refused|denied|blocked|redacted)[.!]?$',
    // Ellipsis: "Sorry, no." "Not doing that."
    "^(?:(?:i'm |i am )?(?:so |really |very )?(?:sorry|apologies|afraid)|nope|nah|no way|yeah|uh|um)[,.!:; -]+(?:but )?(?:no|nope|nah|not this (?:one|time)|not (?:here|today|ever)|no can do|that's a no|can't|cannot|can't do (?:that|this|it)|won't|sorry|that one stays (?:closed|shut)|(?:that|this)(?: one)?(?:'s| is) (?:closed|not for me|out))[,.!]*(?: sorry[.!]?)?$",
    '^(?:(?:nope|no|nah|sorry|yeah, no|absolutely not|hard no)[,.!;:-]* ?)?not (?:doing|touching|going (?:there|near|down)|writing|helping(?: with)?|answering|sharing|giving|making|saying|playing along|getting into|engaging|having|telling|walking|taking part)(?: with| you)?\\b(?: (?:that|this|it|there|any|into|near|down|through|such|one|on))?[^,.]{0,40}[.!,]',
    "^(?:can't|cannot|won't|will not) (?:do|touch|write|go|answer|share|say|give|discuss|help with) (?:that|this|it|there|you|such)\\b",
    "^(?:no can do|(?:that's a |it's a )?hard (?:pass|no)|no deal|no dice|not on my watch|not for me|i pass|pass|next question)(?:,? (?:please|thanks|sorry))?[.!]?$",
    "^(?:sorry,? |so,? |yeah,? )?(?:that's|that is|it's|this is|that'll be|that would be) (?:a|still a|going to be a|gonna be a|an absolute) (?:\\w+ )?no(?:[.,;:!]|$| (?:from|on|to) )",
    "^(?:so |well,? |hmm,? |yeah,? |no,? |look,? |sorry,? (?:but )?)?i(?:'m| am) not (?:doing|touching|writing|playing|sharing|answering|saying|going near) (?:that|this|it|any|such)\\b",
    "^(?:no,? (?:sorry|thanks|thank you)|won't do|let's not)[.!]?$|^let's not (?:go there|do (?:that|this|it)|get into)\\b|^(?:that |this |it )?ain't (?:happening|gonna happen|doing)\\b|\\bno way (?:that )?i(?:'m|'d|'ll| am| would| will)\\b",
    "\\b(?:i|we)(?: gotta| got to|'ve got to| have got to|'ll have to| will have to) say no\\b|\\bwe(?:'ve| have)? (?:chosen|choose|decided|opted|elected) not to (?:provide|share|offer|answer|help|discuss|support|publish)\\b",
    "^you(?:'ll| will) (?:need|have) to (?:look|go|ask|search) elsewhere\\b|^you (?:won't|will not) (?:find|get) (?:that|this|it|such \\w+) here\\b",
    '^(?:sorry,? (?:but )?|no,? )?not something (?:to (?:help|assist|answer|discuss)|(?:i|we|this \\w+) (?:can|will|do)|that (?:can|will) be)\\b',
    "(?:\\bnot|n't) (?:be )?(?:something|anything|an? (?:\\w+ )?(?:topic|request|task|question|subject|area|service)|information|content)(?: that| which)? (?:we|this \\w+|our \\w+)(?:'re|'ll| are| will| is)? ?(?:can|could|do\\b|does|discuss|support|offer|cover|able|help|handle|provide|allow|permitted|willing)",
    // Whatever the act: "I won't compare them", "not something I'll coach you on".
    `\\bi(?: will not|'ll not| won't| refuse to| decline to)(?: \\w+ly)? (?!${HARMLESS_ACTS})\\w+`,
    "\\bi (?:would not|wouldn't) (?:wish|want|dare|presume|care) to \\w+|\\bi (?:would not|wouldn't) (?:make|put together|pass|draw up|give out|reproduce|take sides|name|rank|touch|compile|hand|choose|thank|pick|guess|go (?:there|near|\\w+ing))\\b|\\bi'd not want to\\b|(?:,|\\band|\\bnor) (?:would not|wouldn't|won't|will not) (?:give|guess|share|say|name|provide|write|help|disclose|reveal|tell)\\b|\\bi (?:do not|don't) want (?:a|any) (?:hand|part) in\\b",
    `\\bi(?:'m| am) not (?:going|gonna|about) (?:to )?(?!${HARMLESS_ACTS})\\w+`,
    "\\bi (?:do not|don't) (?:want|wish|intend|plan) to (?!be\\b|sound|seem|scare|alarm|bore|overwhelm|sugarcoat|lie)\\w+",
    "(?:\\bnot|n't) (?:something|anything|one|an? (?:\\w+ )?(?:thing|list|letter|job|role|place|road|piece|story|task|game|question|ranking|text|subject|topic|label|word|term|comparison|claim|verdict|line|step|direction)|somewhere|territory)(?: that| which| where)? (?:i(?:'ll| will|'d| would| can| could|'m (?:going|willing|here|able) to|'m| want to) (?:\\w+ )?\\w+|for me to)\\b",
    "\\bi(?:'d| would)(?: like to| prefer to| rather)? hold off\\b",
    `\\b(?:none|nothing|no (?!longer|matter|more than)[\\w'-]+(?: [\\w'-]+){0,6}) (?:will|can|may) be (?:${GIVEN}|made|included|supplied|named|listed)\\b`,
    `\\b(?:will not|won't|can not|cannot|can't|may not) be (?:supplied|provided|disclosed|included|drafted|listed|named|compared|answered|given here)\\b(?! (?:without|unless|until|if|by|in (?:the|a)|with))`,
    "\\b(?:will not|won't) be (?:\\w+ed|given|written|drawn|made)(?: (?:or|and) \\w+)? (?:here|by me|in this (?:chat|conversation))\\b",
    '^(?:sorry|no|nope|nah|apologies|unfortunately)\\b[^.]{0,60}\\b(?:is|are|stays?|remains?) (?:firmly |still )?(?:off the table|off[- ]limits|out of bounds|a no-go)\\b',
    "\\bi(?:'ll| will|'d rather|'d like to|'m| am|'m going to| prefer to)(?: \\w+ly)? leav(?:e|ing) (?:that|this|it|those|these|(?:that|this|the|your) \\w+)(?: itself)?(?: to\\b(?! (?:cool|rest|dry|set|soak|simmer|rise|settle|run|stand|chill|marinate|sit|prove|steep|boil))| un\\w+| blank| alone| aside| there\\b)|\\b(?:best|better) left (?:un\\w+|alone|to (?:the|your|a))\\b",
    "\\b(?:that's|that is|it's|this is|is) (?:a|an|one|more of an?|rather a) (?:\\w+ )?(?:question|matter|talk|conversation|one|topic|subject) (?:best |better )?(?:for|to (?:ask|have with|take to|bring to|put to|discuss with)) (?:your|the (?:people|person|grown|one|ones|experts|professionals)|an?(?! (?:\\w+ )?(?:model|ai|bot|assistant|machine|robot|computer)\\b)|someone|people|grown|those|mom|mum|dad)\\b",
    "^(?:nah|no|nope)[,.!] (?:i'm|i am|we're) (?:good|all set|fine|okay|ok)\\b",
    "\\b(?:won't|will not|not going to|isn't going to|can't|never) (?:get|hear|find|see|squeeze|pry|draw|coax) [^.]{0,30}\\b(?:from|out of) me\\b",
    '\\bwe (?:\\w+ )?(?:keep|stick) (?:\\w+ly )?to [^.]{1,40}\\b(?:here|in this|only)\\b',
    "^(?:unfortunately,? |sorry,? (?:but )?|i'm afraid )?(?:it|that)(?:'s| is)(?: not|n't) possible (?:for me )?to (?:offer|provide|give|share|answer|supply|justify|fulfil)\\b[^.]{0,60}\\b(?:this|that|such|you|your)\\b",
    // It does one thing, not the other: "I'll help with the scene, though not with the code", "so no insults here".
    "\\bi(?:'m| am|'d be) (?:\\w+ )?(?:happy|glad|up for|game) (?:to )?[^.]{3,80}\\bbut not (?:as|by|for|with|in|to|about|on|of|when|where|that|this|the|an?) (?!detail|depth)\\w+",
    "\\bi(?:'ll| will| can|'m happy to|'m glad to)(?: \\w+ly)? (?:help|assist|write|explain|discuss|talk|share|give|do|describe|cover|offer|draft|tell)\\b[^.]{0,80}\\b(?:but|though|although|just|only) not (?!only|just|in (?:detail|depth)|sure|enough|necessarily|before|after|until|if|when|because|at|all|always|every\\w*|much|many|very|so|too|yet)\\w+",
    '\\bi\\b[^.]{0,60}\\b(?:so|but) no (?:[\\w-]+ ){1,4}here\\b|\\b(?:so|but) no (?:[\\w-]+ ){1,4}from me\\b',
    "^i(?:'ll| will|'m going to|'m|'ve| have)(?: \\w+ly)? (?:leave|leaving|left) out (?:any|all|every|the (?:recipe|steps|details|method|specifics|how-?to|instructions)s?)\\b",
    "\\b(?:i'll|i will|i'd|i'm going to|i've|i'm|let me) (?:\\w+ )?(?:set|leave|put|leaving|setting|putting) (?:that|this|it|those) aside\\b",
    "^(?:let's|i'd|i'll|i'm going to|best to|better to) (?:rather )?(?:leave|keep) (?!me\\b)(?:[\\w'-]+ ){1,4}out (?:of (?:it|this|that|the)\\b|(?=[.,;:!]|$))",
    "\\bi(?:'ll| will|'ve|'m| am)\\b[^.]{0,80}(?:\\b(?:and|but|while)|,) (?:leav(?:e|ing)|left|keep(?:ing)?|kept|skip(?:ping|ped)?|omit(?:ting|ted)?) (?:out (?:anything|whatever|what|all|every\\w*)|(?:anything|whatever|every\\w+|the (?:\\w+ )?(?:details|steps|specifics|how-?to|recipe|method)s?)\\b(?! (?:for|to|until|in)\\b))",
    // What it would sooner do, or does in another form.
    "\\bi(?:'d| would) (?:much )?(?:rather|prefer to|sooner) (?:(?:tell|write|describe|show|give) (?:you )?(?:an?|another|some) (?:different|other)\\b|keep (?:this|that|it|things|us|our|the conversation)|stay (?:away|out|off|clear|friendly|respectful|neutral|kind|positive)|stick (?:to|with)|focus on|talk about|help you|offer|point you|steer)\\b",
    "\\bso (?:i'll|i've|i will|i have|here's|here is|let me|let's)\\b[^.]{0,60}\\b(?:without (?:that|it|them|the|any|one)|(?:kinder|cleaner|milder|gentler|softer|fictional|generic|harmless|sober|friendlier|tamer|toned-down|sanitized|respectful)\\b)",
    "\\bhere(?:'s| is) (?:an? |my |the )?(?:safer|tamer|milder|harmless|saniti[sz]ed|toned-down|family-friendly|defanged|non-\\w+) (?:version|take|spin|rewrite|variant)\\b",
    "\\bi(?:'ll| will) (?:write|roast|tell|give|offer|share|do|describe|draw|explain|suggest|show) [^.]{0,60}\\binstead\\b(?! of)",
    "\\bi(?:'ll| will|'d|'m going to)\\b[^.]{0,80}\\b(?:rather than|instead of|without) (?:giv(?:e|ing)|provid(?:e|ing)|shar(?:e|ing)|nam(?:e|ing)|writ(?:e|ing)|describ(?:e|ing)|repeat(?:ing)?|insult(?:ing)?|attack(?:ing)?|mock(?:ing)?|reveal(?:ing)?|reproduc(?:e|ing)|endors(?:e|ing)) (?!me\\b|up\\b|it a)",
    // Brief: "Nice try.", "Not typing that.", "Gonna pass."
    '^nice try[,.!]',
    '^not (?!going|being|having|knowing|feeling|including|counting|surprising|using|getting|\\w*thing)\\w+ing (?!.*\\b(?:is|are|was|can|may|will|would|could|means|makes|leads|helps)\\b)[^.,]{3,50}[.!]$',
    "^(?:yeah,? |nah,? |so,? |i'm )?(?:gonna|going to|gotta|have to|will have to|imma)(?: have to)? (?:leave (?:that|this|it)|pass\\b|sit (?:that|this|it)|skip\\b|decline|say no|steer|draw)",
    "\\bi(?:'m| am) not (?:giving|handing|writing|sharing|helping|answering|ranking|naming|making|telling|teaching|walking|playing|going near|touching|listing|doing|building|spelling) (?:you|that|this|those|these|any|anyone|an?|the|out|over|near|along|it|with)\\b(?! up)",
    // Where the act comes first: "Product keys, though, I can't hand out."
    "^[^.]{3,60}?,? (?:though,? )?i (?:can't|cannot|won't|will not) (?:do|give|help|share|hand|provide|write|offer|tell|touch|support|answer|discuss)(?: out| over| with| away)?[.!]$",
    "^(?:sorry,? (?:but )?|no,? |nope,? )?(?:can't|cannot|won't) (?:help|assist|provide|share|write|give|offer|generate|create|hand|point|tell|discuss|answer|be (?:doing|helping|writing|providing|sharing|giving))\\b",
    "\\bi(?:'d| would) (?:be (?:\\w+ )?(?:happy|glad) to|love to) (?:talk|chat|discuss|speak)(?: with you)?(?: about)? (?:other (?:things|topics|subjects)|another (?:topic|subject)|something (?:else|different))\\b",
    // What it has no wish to do.
    "\\bi have (?:no|zero) (?:interest|intention|desire|wish) (?:in|of|to) (?:help|assist|provid|giv|writ|shar|creat|play|do|tak|join|be)\\w*\\b|\\bi(?:'m| am) not in the business of\\b|\\b(?:count|leave) me out(?: of (?:this|that|it))?[.!,]|(?:\\bnot|n't) (?:\\w+ )?sit (?:right|well) with me\\b",
    // Another persona than its own.
    "\\bi(?:'ll|'m| am| will| would|'d)?\\b[^.]{0,60}\\b(?:rather than|instead of|without|not|n't)(?: \\w+){0,3} (?:take on|taking on|adopt(?:ing)?|play(?:ing)?|assum(?:e|ing)|step(?:ping)? into|becom(?:e|ing)|act(?:ing)? as|pretend(?:ing)?|switch(?:ing)? (?:in)?to)\\b[^.]{0,40}\\b(?:persona|role|character|identity|alter ego|mode)\\b",
    "\\bi(?:'ll|'m| am| will)(?: going to| just)? (?:stay(?:ing)?|remain(?:ing)?|keep(?:ing)? being|still) (?:as )?(?:just )?(?:myself|me(?=[ ,.!])|who i am)\\b",
    '\\bnor (?:would|will|is) it (?:be )?(?:appropriate|right|ethical|responsible|fair|proper|safe|wise)\\b|\\bi neither [^.]{1,30} nor (?:would|will|can|could)\\b',
    '\\b(?:is|are|stays?|remains?) (?:firmly |still |strictly |completely )?(?:(?:off the table|a no-go)(?: for me| with me| here)?|(?:off[- ]limits|out of bounds) (?:for|with) me)[.!]?$',
    // The speaker's purpose as the reason.
    "\\b(?:(?:i am|i was|my) (?:\\w+ )?(?:programmed|designed|trained|built|purpose is|goal is|aim is)|i'm (?:\\w+ )?(?:programmed|designed|trained|built)) to be (?:an? )?(?:\\w+,? (?:and )?){0,2}(?:harmless|safe)\\b",
    "\\bwould(?: not|n't) (?:be|feel) (?:\\w+ly )?(?:appropriate|right|responsible|ethical|proper|safe|fair|wise|okay) (?:for (?:me|an ai) )?to (?:provide|share|give|offer|help|assist|answer|discuss|write|create|generate|speculate|name|identify|guess|disclose|explain|describe)\\b",
    // A reply in the form of data.
    '^(?:(?:status|result|error|code|decision|outcome|action|type): )?(?:request |content )?(?:declined|refused|denied|rejected|forbidden|blocked|refusal|not allowed)[.!]?$',
    // A bot's scope.
    `^(?:i'm|i am|this is) (?:\\w+ ){1,3}${ASSISTANT}\\b[^.]{0,60}\\b(?:can|may|will) only (?:${SCOPE_ACTS})\\b`,
    "^(?:i'm|i am|we're|we are) here (?:only|just|solely) (?:for|to)\\b",
    `\\b(?:i|we|(?:this|our) (?:\\w+ )?${ASSISTANT}|this (?:chat|service|tool))(?:'m| am|'re| are| is)? (?:can |may |am |able to |do |here to )?(?:only|just|solely|exclusively) (?:able to |allowed to |here to |designed to |set up to |trained to |meant to |equipped to |permitted to |authori[sz]ed to )?(?:${SCOPE_ACTS})(?:s|es)?\\b(?! (?:you )?(?:in|if|when|once|after|so)\\b)`,
    `\\b(?:i|we|(?:this|our) (?:\\w+ )?${ASSISTANT}|this (?:chat|service|tool))(?:'m| am|'re| are| is) (?:only |just |solely |\\w+ )?(?:here|designed|built|made|set up|programmed|meant|intended|trained|limited|restricted|available|able)\\b[^.]{0,100}\\b(?:only|and nothing else|exclusively|alone)[.!]?$`,
    "\\b(?:i'm|i am|we're|we are|(?:this|our) (?:\\w+ )?(?:assistant|bot|chat|chatbot|service|ai) is|(?:this|our) (?:conversation|session|chat) is|my (?:role|scope|remit|expertise|job|help|knowledge|purpose|abilit(?:y|ies)) (?:is|are)) (?:strictly |only |currently )?(?:limited|restricted|confined) to\\b",
    '\\b(?:outside|beyond|not (?:within|in|part of))(?: of)? (?:the )?(?:scope|remit|range|bounds|topics|area|capabilities|what) (?:of )?(?:what )?(?:this|our|my|we)\\b(?: (?:assistant|bot|chat|chatbot|service|ai|tool|team)| (?:can|cover|handle|support|offer|do)|[.!]?$)',
    "^(?:let's|let us|please) (?:stick|keep|stay|get back|return|focus) (?:\\w+ ){0,2}?(?:to|on|with) (?:your (?:order|booking|account|question about|trip|policy|contract|subscription|delivery|appointment)|(?:questions?|topics?) (?:about|related|on)|our (?:\\w+ )?(?:products?|services?|topic))|^please keep (?:your |the )?(?:questions?|conversation|requests?|chat) (?:to|on|about)\\b",
  ],
  /** A bare no: declines only what is no question of yes or no. */
  saysNo: [
    "^(?:(?:sure|ha|haha|well|oh|hm+|uh|sorry|yeah)[,.!]* )?(?:(?:the answer is|it's|that's|that is|it is) (?:still |simply |just )?(?:an? (?:\\w+ )?)?)?(?:no|nope|nah|never|no way|no thanks?|no chance|absolutely not|certainly not|not a chance|no comment|no answer)(?: to (?:this|that)(?: one)?)?[.!]*(?:$| *[^\\w\\s]+$)",
    '^(?:no|nope|nah|absolutely not|certainly not)(?: [-–—]+ |[-–—;:] ?| - )',
  ],
} as const;
