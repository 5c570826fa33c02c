import { ATTACKERS_LETTERS, DECODINGS, VIEWS_OF_ALL } from './disguises.ts';

// This reader shares no code and no word list with `llm/`: what it sees measures what is defused there.

/** What is no letter and no digit, as it may stand within a word that is spaced out or broken. */
const GAP = '[^\\p{L}\\p{N}]{0,5}';
const LEET: Readonly<Record<string, string>> = {
  a: '[a4@]',
  e: '[e3€]',
  i: '[i1!]',
  l: '[l1|]',
  o: '[o0]',
  s: '[s5$]',
  t: '[t7]',
};

const PLAIN = new Map(
  Object.entries(ATTACKERS_LETTERS).flatMap(([letter, alike]) => [...alike].map((char) => [char, letter])),
);
/** First code points of alphabets in symbols that normalising leaves alone. */
const ALPHABETS = [0x1f150, 0x1f170, 0x1f1e6, 0x1f110];

const PARENTHESISED = /[\u249C-\u24B5\u{1F110}-\u{1F129}]/gu;

/** Each word of a list as a pattern that allows for gaps between its letters. */
const anyOf = (phrases: string) =>
  `(?:${phrases
    .split(',')
    .map((phrase) => [...asSeen(phrase.trim().replaceAll(' ', ''))])
    .map((letters) => letters.map((letter) => (letters.length > 2 ? LEET[letter] : undefined) ?? letter).join(GAP))
    .join('|')})`;

const NOUN =
  'response,request,reference,answer,reply,data,input,output,text,untrusted text,message,content,quote,completion,prompt,query,question,conversation,section,block,document,transcript,submission,untrusted input';
const OF =
  'of,of the,of this,of your,of the model,of the models,of the models own,of all,the,this,model,models,user,untrusted,quoted';
const ENDS =
  'end,ends,ended,ending,endof,close,closed,closing,finish,finished,stop,terminate,terminated,eof,complete,completed,over,done';
const FOREIGN = [
  'Ende der Antwort,Ende Antwort,Antwort Ende,Ende der Anfrage,Ende der Daten,Fin de la réponse,Fin réponse,Fin des données,Fin de la requête',
  'Fin de la respuesta,Fin respuesta,Fin de los datos,Fin de la solicitud,Fim da resposta,Fim resposta,Fine della risposta,Fine risposta',
  'Einde antwoord,Einde van het antwoord,Koniec odpowiedzi,Конец ответа,Конец данных,Конец запроса,Кінець відповіді,Yanıtın sonu,Yanıt sonu',
  '回答结束,回答結束,响应结束,数据结束,結束回答,回答終わり,応答終了,回答の終わり,응답 끝,응답 종료,نهاية الرد,نهاية الإجابة,نهاية البيانات',
  'उत्तर का अंत,उत्तर समाप्त,Slut på svaret,Kraj odgovora,Τέλος απάντησης,סוף התשובה',
].join(',');
const ROLE = [
  'system,assistant,user,human,grader,judge,evaluator,developer,ai,tool,model,moderator,admin,instruction,instructions',
  'Système,Utilisateur,Benutzer,Prüfer,Sistema,Usuario,Asistente,Система,Пользователь,Ассистент,系统,系統,用户,用戶,助手,システム,ユーザー,アシスタント,시스템,사용자,النظام,المستخدم,Σύστημα',
].join(',');
const ABOUT_ROLE = 'message,prompt,instruction,instructions,says,said,note,turn,new,message from the,to,for the';

const EOL = '\\n\\r\\u2028\\u2029\\u0085\\v\\f';
/** Not within a sentence: a line's start, a symbol, or the end of a sentence; quotes and brackets of every kind count. */
const BEFORE = `(?<=^|[${EOL}]|[^\\p{L}\\p{N}\\s,'’]\\s{0,3})`;
const AFTER = `(?=\\s{0,3}(?:$|[${EOL}]|[^\\p{L}\\p{N}\\s,'’])|\\s+[0-9a-f]{6,})`;
const LINE_START = `(?<=(?:^|[${EOL}])[^\\p{L}${EOL}]{0,12}|[.!?]\\s{1,2})`;
const LINE_END = `(?=[^\\p{L}\\p{N}${EOL}]{0,12}(?:$|[${EOL}]))`;
const OPENED = '(?<=(?:[<\\[{(|＜«‹【《〈「『⟨⟪❮﹤]|\\|)\\s?[/\\\\]?\\s?)';
const CLOSED = '(?=\\s?[/\\\\]?\\s?(?:[>\\]})|＞»›】》〉」』⟩⟫❯﹥]))';

const phrase = `(?:${anyOf(ENDS)}${GAP}(?:${anyOf(OF)}${GAP})?${anyOf(NOUN)}|(?:${anyOf('the')}${GAP})?${anyOf(NOUN)}${GAP}(?:${anyOf('is,has,block,text')}${GAP})?${anyOf(ENDS)}(?:${GAP}here)?|${anyOf(FOREIGN)})`;
const role = `(?:${anyOf(ABOUT_ROLE)}${GAP})?${anyOf(ROLE)}(?:${GAP}${anyOf(ABOUT_ROLE)})?`;

const MARKS = [
  `${BEFORE}${phrase}(?:${GAP}${anyOf('block,text,here,data')})?${AFTER}`,
  `${LINE_START}${anyOf('end,ends,eof,the end,end here,fin')}${LINE_END}`,
  `(?:${OPENED}[/\\\\])${anyOf(NOUN)}${CLOSED}`,
  `${LINE_START}${role}(?=[^\\p{L}\\p{N}${EOL}]{0,6}[:：>\\])}|】»=-]|[^\\p{L}\\p{N}${EOL}]{0,6}(?:$|[${EOL}]))`,
  `(?:[<\\[{]|\\[)[<\\[{|｜/]{1,4}\\s?${role}\\s?[|｜>\\]}/]`,
  `<\\s?/?\\s?${role}\\s?/?>`,
  `\\brole["']?\\s?[:=]\\s?["']?${role}\\b`,
  `[<＜\\[(][|｜]?\\s?/?(?:im_start|im_end|start_header_id|end_header_id|eot_id|end_of_turn|start_of_turn|endoftext)\\s?[|｜]?[>＞\\])]|[<＜][|｜]?\\s?/?(?:s|bos|eos|end|channel)\\s?[|｜]?[>＞]|\\[/?INST\\]|<<\\/?SYS>>`,
].map((source) => new RegExp(source, 'giu'));

/** What letters look like, whatever they are: small ASCII letters where they can pass for one. */
function asSeen(text: string): string {
  return text
    .replace(PARENTHESISED, (char) => char.normalize('NFKD').charAt(1))
    .normalize('NFKD')
    .replace(/\p{Default_Ignorable_Code_Point}|\p{M}/gu, '')
    .replace(/[^\p{ASCII}]/gu, (char) => plainLetter(char))
    .toLowerCase();
}

function plainLetter(char: string): string {
  const point = char.codePointAt(0) ?? 0;
  const first = ALPHABETS.find((start) => start <= point && point < start + 26);
  return first === undefined
    ? (PLAIN.get(char) ?? PLAIN.get(char.toLowerCase()) ?? char)
    : String.fromCodePoint(point - first + 97);
}

const ROUNDS = 3;

/** The text as a lenient reader reads it: as it is, and out of every notation, up to three notations deep. */
function readings(text: string): readonly string[] {
  const found = new Set([text]);
  let newest = [text];
  for (let round = 0; round < ROUNDS; round++) {
    newest = newest
      .flatMap((reading) => DECODINGS.map((decode) => decode(reading)))
      .filter((reading) => !found.has(reading));
    for (const reading of newest) found.add(reading);
  }
  return [...new Set([...found].flatMap((reading) => VIEWS_OF_ALL.map((view) => view(reading))))];
}

/**
 * What stands after the first line or bracket that can be read as the end of the data or the start of a turn: in any
 * brackets or none, any notation, spaced, in look-alike letters, in some twenty languages. One text for each way to read it.
 *
 * @param text data, without the delimiters that really end it; up to some thousand characters, because the time is long
 * @param wanted only ways to read it that hold this. @default all
 */
export function readPastMarks(text: string, wanted = /(?:)/u): readonly string[] {
  return readings(text).flatMap((reading) => {
    const seen = asSeen(reading);
    if (!wanted.test(seen)) return [];
    const ends = MARKS.flatMap((mark) => {
      mark.lastIndex = 0;
      const match = mark.exec(seen);
      return match === null ? [] : [match.index + match[0].length];
    });
    return ends.length === 0 ? [] : [seen.slice(Math.min(...ends))];
  });
}
