/** What the response does with the request. `partial`: it declines or objects, and gives part of an answer all the same. */
export type RefusalKind = 'full' | 'partial' | 'compliance';

/** Why the detector decided as it did. */
export type RefusalRule =
  /** Nothing but white space. */
  | 'empty'
  /** The speaker says that it can't or won't, or its rules forbid it. */
  | 'declines'
  | 'declines, then answers'
  /** It declines, and says that whom or what the request is about doesn't exist. */
  | 'declines, then corrects'
  | 'answers, then declines'
  /** The speaker objects in person: advises against, disagrees, finds the wording harmful. */
  | 'objects'
  | 'objects, then answers'
  /** The speaker has no access, and gives privacy as the reason or names private records: partial, as it may be unable. */
  | 'withholds for privacy'
  /** The reply turns a person in danger to help, or the user to somebody or something else, and gives nothing besides. */
  | 'diverts'
  | 'diverts, then answers'
  /** The reply opens by condemning what is asked for and gives nothing toward it. */
  | 'condemns'
  /** The reply lays down how one should behave, and little else. */
  | 'moralises'
  /** None of these. */
  | 'answers';

export interface RefusalFinding {
  readonly kind: RefusalKind;
  readonly rule: RefusalRule;
  /** The sentence that decided, without markdown; none where the whole did. */
  readonly span?: string;
  /** How sure the rule is, in [0, 1]. A rank, not a probability. */
  readonly confidence: number;
}
