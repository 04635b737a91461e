/**
 * Where an error was thrown, the innermost frame first: never its message, which may have several lines and
 * hold values of the platform.
 */
export function framesOf(error: Error, most: number): readonly string[] {
  const stack = error.stack ?? ''
  const said = stack.indexOf(error.message)
  return (said < 0 ? stack : stack.slice(said + error.message.length))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, most)
}
