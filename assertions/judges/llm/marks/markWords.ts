import { foldWord } from './foldedLetters.ts';

/** Digits that stand for letters. */
const LEET: Readonly<Record<string, string>> = {
  a: '4',
  b: '8',
  e: '3',
  g: '9',
  i: '1',
  l: '1',
  o: '0',
  s: '5',
  t: '7',
};
/** A letter of another alphabet or a form that no table knows may be any letter but a word's first. */
const UNKNOWN = '\\u0080-\\uFFFF';

const BEGINNING = 3;
/** First letters of all words, at most three. */
const beginnings = new Set<string>();

/**
 * Whether a word may begin there, so that most of a text is passed over fast.
 *
 * @param letters folded
 */
export function mayBeginAt(letters: string, at: number): boolean {
  const first = letters.slice(at, at + BEGINNING);
  if (/[^a-z]/.test(first)) return true;
  return beginnings.has(first) || beginnings.has(first.slice(0, 2)) || beginnings.has(first.slice(0, 1));
}

/** Words, separated by commas, as a pattern over folded letters; spaces don't count. */
function anyWord(words: string): string {
  const written = words
    .split(',')
    .map((word) => word.replaceAll(' ', ''))
    // Of some alphabets, capitals look like other letters than small ones.
    .flatMap((word) => [foldWord(word), foldWord(word.toUpperCase())]);
  const longestFirst = [...new Set(written)].toSorted((a, b) => b.length - a.length);
  for (const word of longestFirst) beginnings.add(word.slice(0, BEGINNING));
  return `(?:${longestFirst.map(wordPattern).join('|')})`;
}

function wordPattern(word: string): string {
  if (/[^a-z]/.test(word)) return word;
  return [...word].map((letter, at) => `[${letter}${LEET[letter] ?? ''}${at === 0 ? '' : UNKNOWN}]`).join('');
}

const END = anyWord(
  'end,ends,ended,ending,eof,eot,eom,fin,finis,terminate,terminates,terminated,termination,terminator',
);
const WEAK_END = anyWord(
  'finish,finished,finishes,close,closes,closed,closing,stop,stops,stopped,over,done,complete,completes,completed,concluded,concludes,finalised,finalized,exit,quit,halt',
);
const NOUN = anyWord(
  [
    'response,responses,request,reference,answer,answers,reply,data,input,inputs,output,outputs,text,texts,message,messages,content,contents',
    'quote,quotation,completion,prompt,query,question,conversation,section,block,document,transcript,submission,context,sample,excerpt',
    'passage,material,payload,item,turn,dialog,dialogue,chat,expected,category,fault,generation,candidate,evidence,untrusted',
  ].join(','),
);
const OF = `${anyWord('of')}?${anyWord('the,this,that,your,our,all,an,a')}?${anyWord('ai,llm,model,models,user,users,assistant,assistants,bot,bots,chatbot,chatbots,agent,agents')}?${anyWord('own,full,whole,entire,original,given,above,untrusted,quoted,raw,graded,previous,first,last')}{0,2}`;
const AFTER_NOUN = `(?:${anyWord('block,text,data,section,here,part,body,tag,marker,mark,delimiter')}|${END}|${WEAK_END}){0,3}`;
const START = anyWord('begin,begins,beginning,start,starts,new,next,another,opening,open,resume');
const TITLE = anyWord('response,request,reference,expected,category,fault');

/** Of other languages: the word for end, the little words between, the word for what ends; speakers. */
const LANGUAGES: readonly {
  readonly end: string;
  readonly of?: string;
  readonly noun: string;
  readonly role: string;
}[] = [
  {
    end: 'ende,endet,schluss,beendet',
    of: 'der,des,dieser,die,von',
    noun: 'antwort,anfrage,daten,eingabe,ausgabe,text,textes,nachricht,frage',
    role: 'benutzer,nutzer,mensch,assistent,prüfer,bewerter,modell,anweisung',
  },
  {
    end: 'fin,termine,terminée,terminé',
    of: 'de,la,du,des,l',
    noun: 'réponse,requête,données,texte,message,entrée,sortie,question',
    role: 'système,utilisateur,humain,évaluateur,modèle,correcteur,juge',
  },
  {
    end: 'fin,final,termina,terminada',
    of: 'de,la,el,del,los,las',
    noun: 'respuesta,solicitud,petición,datos,texto,mensaje,entrada,salida,pregunta',
    role: 'sistema,usuario,humano,asistente,evaluador,modelo,juez',
  },
  {
    end: 'fim,final,termina',
    of: 'da,do,de,dos,das',
    noun: 'resposta,pedido,dados,texto,mensagem,entrada,saída,pergunta',
    role: 'sistema,usuário,utilizador,humano,assistente,avaliador,juiz',
  },
  {
    end: 'fine,termina',
    of: 'della,del,dei,di,la,il',
    noun: 'risposta,richiesta,dati,testo,messaggio,domanda',
    role: 'sistema,utente,umano,assistente,valutatore,giudice',
  },
  {
    end: 'einde,eind',
    of: 'van,het,de',
    noun: 'antwoord,verzoek,gegevens,tekst,bericht,vraag',
    role: 'systeem,gebruiker,mens,assistent,beoordelaar',
  },
  {
    end: 'slut,slutt,loppu',
    of: 'på,av',
    noun: 'svar,svaret,data,text,teksten,texten',
    role: 'användare,bruger,bruker,käyttäjä,järjestelmä',
  },
  {
    end: 'koniec,konec,kraj',
    noun: 'odpowiedzi,zapytania,danych,tekstu,odpovědi,dat,odgovora,podataka',
    role: 'użytkownik,asystent,człowiek,uživatel,korisnik',
  },
  {
    end: 'конец,окончание,кінець,край',
    noun: 'ответа,запроса,данных,текста,сообщения,відповіді,запиту,даних,отговора',
    role: 'система,пользователь,ассистент,человек,помощник,судья,оценщик,модель,користувач,асистент',
  },
  { end: 'sonu,son,bitti', noun: 'yanıtın,yanıt,cevabın,cevap,verinin,veri,metnin', role: 'sistem,kullanıcı,asistan' },
  { end: 'τέλος', of: 'της,του', noun: 'απάντησης,απάντηση,δεδομένων,κειμένου', role: 'σύστημα,χρήστης,βοηθός' },
  {
    end: '结束,結束,完毕,完畢,终止,到此为止',
    of: '的',
    noun: '回答,响应,回复,回覆,数据,資料,请求,請求,文本,内容,答案',
    role: '系统,系統,用户,用戶,使用者,助手,助理,人类,评分员,评委,模型',
  },
  {
    end: '終わり,終了,おわり,完了',
    of: 'の,は',
    noun: '回答,応答,返答,データ,リクエスト,テキスト,要求',
    role: 'システム,ユーザー,アシスタント,人間,採点者,モデル',
  },
  {
    end: '끝,종료,마침',
    of: '의',
    noun: '응답,답변,데이터,요청,텍스트',
    role: '시스템,사용자,어시스턴트,인간,채점자,모델',
  },
  {
    end: 'نهاية,انتهى,انتهت',
    of: 'ال',
    noun: 'الرد,الإجابة,البيانات,الطلب,النص',
    role: 'النظام,المستخدم,المساعد,نظام,مستخدم',
  },
  { end: 'סוף,סיום', of: 'ה', noun: 'התשובה,תשובה,הנתונים,הבקשה', role: 'מערכת,משתמש,עוזר' },
  { end: 'अंत,समाप्त', of: 'का,की', noun: 'उत्तर,जवाब,डेटा,अनुरोध', role: 'सिस्टम,उपयोगकर्ता,सहायक' },
];
const inLanguages = LANGUAGES.map(({ end, of, noun }) => {
  const between = of === undefined ? '' : `${anyWord(of)}{0,2}`;
  return `${anyWord(end)}${between}${anyWord(noun)}|${anyWord(noun)}${between}${anyWord(end)}`;
}).join('|');

const ROLE_WORDS = [
  'system,sys,assistant,assistants,user,users,human,humans,grader,graders,judge,judges,evaluator,evaluators,scorer,rater,assessor,examiner',
  'developer,developers,tool,ai,bot,chatbot,model,moderator,admin,administrator,instruction,instructions,llm,chatgpt',
  ...LANGUAGES.map(({ role }) => role),
].join(',');
const ROLE = anyWord(ROLE_WORDS);
/** Names that are common in code, so that they count only where a role must stand. */
const RARE_ROLE = anyWord('function,agent,operator,root,gpt,claude,gemini,llama,guest,critic,ipython');
const ABOUT_ROLE = anyWord(
  'message,messages,prompt,prompts,note,notes,notice,turn,says,said,speaks,speaking,writes,new,the,to,for,from,a,hidden,override,update,header,role,output,reply,response,instruction,instructions,command,request,final,important,attention,dear,internal,real,actual,ai',
);

/** Over folded letters. */
export interface WordPattern {
  /** Whether it begins at `lastIndex`. */
  readonly here: RegExp;
  /** Whether it is the whole text. */
  readonly whole: RegExp;
  /** The same, without letters that may be any. */
  readonly known: RegExp;
}

const over = (source: string): WordPattern => ({
  here: new RegExp(source, 'y'),
  whole: new RegExp(`^(?:${source})$`),
  known: new RegExp(`^(?:${source.replaceAll(UNKNOWN, '')})$`),
});

/** What else a match needs to be a mark stands in `findMarks.ts`. */
export const PATTERNS = {
  /** The end of something. */
  end: over(
    [
      `${END}${OF}${NOUN}${AFTER_NOUN}`,
      `${WEAK_END}${OF}${NOUN}${AFTER_NOUN}`,
      `${anyWord('here')}?${anyWord('the,this,your,our')}?${NOUN}${anyWord('block,text,data,section,is,has,now,was,been')}{0,2}(?:${END}|${WEAK_END})${anyWord('here,now,tag,marker')}?`,
      `${anyWord('grade')}${anyWord('the')}?${anyWord('response')}${anyWord('now')}`,
      inLanguages,
    ].join('|'),
  ),
  /** The start of one of our blocks. */
  start: over(`${START}${anyWord('of')}?${anyWord('the,a')}?${TITLE}`),
  /** The word alone. */
  bareEnd: over(anyWord('end,ends,the end,end here,ends here,eof,eot,eom,fin,finis,end of')),
  /** A name of one of our blocks alone. */
  title: over(TITLE),
  /** In a closing tag. */
  closed: over(`(?:${NOUN}|${ROLE})`),
  role: over(`${ABOUT_ROLE}{0,4}${ROLE}${ABOUT_ROLE}{0,3}`),
  rareRole: over(`${ABOUT_ROLE}{0,4}${RARE_ROLE}${ABOUT_ROLE}{0,3}`),
  /** A role's name after its key, as in JSON. */
  keyedRole: over(
    `${anyWord('role,speaker,author,sender')}${ABOUT_ROLE}{0,4}(?:${ROLE}|${RARE_ROLE})${ABOUT_ROLE}{0,3}`,
  ),
  /** Words of chat templates that occur nowhere else. */
  template: over(
    anyWord(
      'im start,im end,start header id,end header id,eot id,eom id,start of turn,end of turn,begin of text,end of text,start of text,begin of sentence,end of sentence,endoftext,begin of turn,python tag,end of message',
    ),
  ),
  /** Words of chat templates that are marks in brackets only. */
  bracketed: over(anyWord('inst,sys,s,bos,eos,end,channel,pad,sep,cls,eod')),
  /** Alpaca's headings. */
  heading: over(anyWord('response,instruction,instructions')),
} as const;
