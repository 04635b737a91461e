/**
 * Items of several streams as they come. A stream goes on once its last item has been taken; when one fails
 * or nobody listens any more, all end.
 */
export async function* together<T>(streams: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const ask = async (stream: AsyncGenerator<T>) => ({ stream, step: await stream.next() })
  const asked = new Map(streams.map((stream) => [stream, ask(stream)]))
  try {
    while (asked.size > 0) {
      const { stream, step } = await Promise.race(asked.values())
      if (step.done === true) {
        asked.delete(stream)
        continue
      }
      yield step.value
      asked.set(stream, ask(stream))
    }
  } finally {
    // What was asked and is not heard any more may fail, too: the first failure is the one to tell.
    await Promise.allSettled(asked.values())
    await Promise.allSettled([...asked.keys()].map((stream) => stream.return(undefined)))
  }
}
