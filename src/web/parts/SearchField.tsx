import { useEffect, useState } from 'react'
import { Field } from './Field.tsx'

const PAUSE_MS = 250

/** Text that is looked for; it goes into the address when typing pauses. */
export function SearchField(props: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  const { value, onChange } = props
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  // The address was changed otherwise, by going back say: it wins over what was typed.
  if (known !== value) {
    setKnown(value)
    setTyped(value)
  }
  useEffect(() => {
    if (typed === value) return undefined
    const timer = setTimeout(() => onChange(typed), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <Field label={props.label}>
      <input type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
    </Field>
  )
}
