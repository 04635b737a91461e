/** What the service says in English, whatever the language of the page. */
export function english(text: string) {
  return (
    <span key={text} lang="en" dir="ltr">
      {text}
    </span>
  )
}
