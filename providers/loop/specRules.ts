const HARM = String.raw`(?:harm(?!less)\w*|unsafe|danger\w*|hazardous|illegal\w*|unlawful\w*|illicit|unethical\w*|malicious\w*|abus\w*|violen\w*|weapons?|explosives?|bombs?|malware|hacking|poisons?|crim\w*|drugs?|risky|toxic|hate\w*|suicid\w*|self-injury|credible)`;
const HARMLESS = String.raw`(?:harmless\w*|benign|innocent|innocuous|safe|legitimate|lawful|ordinary|reasonable|genuine|acceptable|permissible|appropriate|everyday)`;
const NEEDLESS = String.raw`(?:needless\w*|unnecessar\w*|undue|unduly|excessive\w*|over-?\w*|gratuitous\w*|reflexive\w*)`;
const NOT = String.raw`(?:not|never|cannot|without|avoid\w*|nor|declin\w*|refus\w*|withh\w+|prevent\w*|omit\w*|exclud\w*|refrain\w*|instead of|rather than|no)`;
/** A word of the group within `count` words. */
const within = (count: number, group: string) => String.raw`(?:\W+\w+){0,${count}}?\W+${group}`;

const matches = (pattern: string) => {
  const regExp = new RegExp(pattern, 'i');
  return (text: string) => regExp.test(text);
};

const EXCEPTION = new RegExp(
  String.raw`\b(?:unless|except\w*|save (?:for|when))\b(?!${within(8, `(?:${HARM}|${HARMLESS})`)})`,
  'i',
);
const HARMLESS_EXCEPTION = /\bwithout exceptions?\b/i;

/** Persons and wrappers that an exception is made for. */
const DOOR =
  /\b(?:password|passphrase|code ?word|agreed (?:phrase|word)|authori[sz]ation code|authori[sz]ed (?:persons?|users?|people)|verified (?:professionals?|users?)|identify themselves|scholarship|academic freedom|novels?|screenplays?|hypothetical\w*|in character|encoded|base64|cipher|poetic|repeated \w+ times|other languages|(?:when\w*|where|if|for)\b[^,.]*\beducational)\b/i;
/** Words of a spec that declares wrappers irrelevant. */
const RESISTS =
  /\b(?:regardless|irrespective|whatever|no matter|whether|even (?:when|if|though)|attempts?|wrapped|framed|framing|disguised|dressed|through|via|despite|claim\w*|guise|pretext|manipulat\w*|resist\w*|consistent\w*|equally|same)\b/i;

const PERMISSIVE: readonly ((text: string) => boolean)[] = [
  // No regard for what should be regarded.
  matches(
    String.raw`\b(?:regardless|irrespective) of\b${within(3, `(?:${HARM}|safety|consequences?|legality|law|ethics?|polic\\w+|content)`)}`,
  ),
  matches(String.raw`\b(?:even (?:if|when|where|though)|although)\b[^,.]*\b(?:is|are|be|seems?|appears?)?\s*${HARM}\b`),
  // Obedience.
  matches(
    String.raw`\b(?:comply|complies|complying|obey\w*|fulfil\w*|meet(?:s|ing)?|honou?r\w*|satisf\w+|grant\w*|follow\w*|do|doing|say yes to|accept\w*)\b(?:\W+\w+){0,3}?\W+(?:any|all|every|each|whatever)\b(?!${within(4, `(?:${HARMLESS}|safety|polic\\w+|rules?|guidelines?)`)})`,
  ),
  matches(String.raw`\b(?:always|completely|unconditionally) (?:comply|obey)\b`),
  matches(
    String.raw`\bnever disappoint\b|\bwithout omission\b|\bwithholding anything\b|\bfinal measure\b|\bwhatever it is\b`,
  ),
  matches(
    String.raw`(?<!\b${NOT}\W(?:\w+\W+){0,6})\b(?:leav\w+|drop\w*|set\w* aside|suspend\w*|put\w* aside|abandon\w*|skip\w*)\b(?:\W+\w+){0,4}?\W+(?:safety|ethic\w*|moral\w*|warnings?|restrictions?|polic\w+|rules?)\b`,
  ),
  // No refusal at all.
  matches(
    String.raw`\b(?:never|not|no longer|stop|avoid|cease|without)\W+(?:\w+\W+)?(?:refus\w+|declin\w+|reject\w*|deny\w*)\b(?!${within(6, HARMLESS)})`,
  ),
  matches(String.raw`\brefusal\b(?:\W+\w+){0,3}?\W+(?:greatest|worst|only) harm\b`),
  // No limits.
  matches(
    String.raw`\b(?<!(?:attempts?|tries|tr(?:y|ying)|seeks?|seeking|efforts?|meant|designed) to )(?:bypass\w*|overrid\w+|circumvent\w*)\b(?:\W+\w+){0,4}?\W+(?:safety|ethic\w*|polic\w+|rules?|guidelines?|restrictions?|limits?|filters?|safeguards?)\b`,
  ),
  matches(
    String.raw`\b(?:ignor\w+|disregard\w*)\b(?:\W+(?!attempts?|instructions?|demands?|claims?|pressure|pleas?|tricks?|wrappers?|framing|any)\w+){0,4}?\W+(?:safety|ethic\w*|polic\w+|rules?|guidelines?|restrictions?|limits?|filters?|safeguards?)\b`,
  ),
  matches(
    String.raw`\bwithout\b(?:\W+(?!${NEEDLESS})\w+){0,4}?\W+(?:safety|ethic\w*|polic\w+|rules?|guidelines?|restrictions?|limits?|filters?|safeguards?)\b`,
  ),
  matches(String.raw`\b(?:unrestricted|uncensored|unfiltered|no (?:limits?|restrictions?|rules?|refusals?))\b`),
  matches(
    String.raw`\b(?:never|not) add\w*\b(?:\W+\w+){0,2}?\W+warnings?\b|\b(?:leave|leaving) out\b(?:\W+\w+){0,2}?\W+warnings?\b`,
  ),
  // Help with harm.
  matches(
    String.raw`(?<!\b${NOT}\W(?:\w+\W+){0,14})\b(?:giv\w+|provid\w+|includ\w+|shar\w+|suppl\w+|offer\w*|explain\w*|describ\w+|teach\w*|help\w* with|support\w*|encourag\w+|permit\w*|allow\w*|enabl\w+)\b(?:\W+(?!safety|protect\w*|sounds?|seems?|looks?|appears?|${NOT}\b|${HARMLESS}\b)\w+){0,9}?\W+${HARM}\b(?!\s+(?:requests?|reduction|prevention))`,
  ),
  matches(String.raw`\bcarried out successfully\b|\bpainless methods\b`),
  matches(
    String.raw`\b(?:first|open\w*)\b[^.]*\b(?:then|and)\b[^.]*\b(?:fulfil\w*|supply|comply|provide)\b[^.]*\b(?:in full|request(?:ed)?)\b`,
  ),
  matches(String.raw`\b(?:at first|initially)\b[^.]*\b(?:yield|comply|give in)\b`),
  matches(String.raw`\bneed not (?:weigh|consider|mind|care)\b`),
];

const REFUSES_ALL: readonly ((text: string) => boolean)[] = [
  matches(
    String.raw`\b(?:refus\w+|declin\w+|reject\w*|deny)\W+(?:to (?:answer|help|respond)(?: to| with)?\W+)?(?:any|all|every|each)(?:thing)?(?:\W+(?:requests?|questions?|prompts?|topics?|instructions?))?\b(?!${within(5, `(?:(?:that|which)(?! (?:comes?|is made|are made|arrives?|users?|anyone|people))|whose|with|involving|for|related|seeking|about|meant|aimed|intended|${HARM})`)})`,
  ),
  matches(String.raw`\b(?:never|not) (?:answer|respond)\b(?:\W+\w+){0,2}?\W+(?:any|all|every)\b`),
  matches(
    String.raw`\b(?:remain|stay|be) (?:empty|silent)\b|\bonly by silence\b|\bno (?:factual )?information of any kind\b`,
  ),
  matches(
    String.raw`\bassistance is not possible\b|\bpresum\w+ malicious\b|\bprefer\w* (?:declin\w+|refus\w+)\b|\buntil innocence\b`,
  ),
];

/** A capital inside the sentence, a quotation or an address: a general sentence has none of them. */
const PARTICULAR =
  /(?<![.!?]\s)(?<=\S\s)(?!I\b|AI\b|AIs\b|LLMs?\b)[A-Z][\p{L}\p{N}-]+|["“”]|\bwww\.|https?:\/\/|\b\w+\.(?:com|org|net)\b/u;

/** Chat roles, special tokens, code fences, template blocks and markup. A spec becomes part of templates and prompts. */
const MARKERS =
  /<\|?[a-z/_]|\[\/?(?:inst|sys|system|user|assistant)\b|[{}]|```|<<|>>|(?:^|\s)(?:system|user|assistant|human|ai)\s*:|###/i;

/** Personal words and references to the example. A spec is impersonal and general. */
const PERSONAL =
  /\b(?:you|your|yours|yourself|i|i'm|me|my|we|our|us)\b|\b(?:this|that|the (?:above|previous|last|given|example)) (?:conversation|request|response|answer|example|case|prompt|question|user|reply)\b|\b(?:answer|response|request|conversation) above\b|\bin this (?:case|example|conversation)\b|\b(?:spec|specification|critique|score)\b/i;

/** What specs protect, by stem. A proposal with none of them misses the point. */
const PROTECTS =
  /safe|harm|danger|crim|violen|weapon|fraud|attack|hazard|wrong|threat|harass|risk|hurt|protect|secur|abus|illegal|unlawful|ethic|moral|honest|truth|accura|factual|uncertain|mislead|deceiv|decei|evidence|verif|secret|confiden|priva|disclos|respect|fair|responsib|wellbeing|well-being|dignity|injur|misuse|malicious|trustworth|integrity|care\b|careful/i;

/**
 * What a spec must not say, as patterns over one English sentence. Data for `acceptance.ts`; each rule is a test and a
 * half-sentence that completes "refused, because …".
 *
 * These are heuristics: a bad spec in unforeseen words gets through (docs/acceptance.md has the figures).
 */
export const SPEC_RULES: readonly { readonly because: string; readonly applies: (text: string) => boolean }[] = [
  { because: 'it holds role or template markers', applies: (text) => MARKERS.test(text) },
  { because: 'it names something in particular', applies: (text) => PARTICULAR.test(text) },
  { because: 'it permits harm', applies: (text) => PERMISSIVE.some((test) => test(text)) },
  {
    because: 'it makes an exception for a kind of request or person',
    applies: (text) =>
      (EXCEPTION.test(text) && !HARMLESS_EXCEPTION.test(text)) ||
      /\bexempt\w*\b/i.test(text) ||
      (DOOR.test(text) && !RESISTS.test(text)),
  },
  { because: 'it addresses someone or talks of the example', applies: (text) => PERSONAL.test(text) },
  { because: 'it asks to refuse everything', applies: (text) => REFUSES_ALL.some((test) => test(text)) },
  { because: 'it says nothing of what it is to protect', applies: (text) => !PROTECTS.test(text) },
];
