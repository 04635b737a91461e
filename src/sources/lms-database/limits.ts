/** How long the LMS's server is waited for. Arguments, so that tests need not wait as long as people. */
export interface Limits {
  /** From the first packet to being signed in, and for each statement that prepares the session. */
  readonly connectMs: number
  /** The longest that one statement may run, by the server's own watch, s. */
  readonly statementS: number
  /** No byte of an answer for so long: the server hangs. A little above the server's own limit. */
  readonly silenceMs: number
  /** A whole answer, however slowly it comes. */
  readonly answerMs: number
  /** For the server to hang up after it was told that we leave. */
  readonly leaveMs: number
}

export const USUAL_LIMITS: Limits = {
  connectMs: 10_000,
  statementS: 30,
  silenceMs: 35_000,
  answerMs: 300_000,
  leaveMs: 500,
}
