import css from './CourseKey.module.css'

/** The key of a course, small and soft. It breaks between its parts, within one only where it must. */
export function CourseKey(props: { of: string }) {
  return (
    <span className={css.root} dir="ltr">
      {props.of.split(/(?<=[:+/])/).map((part, i) => (
        <span key={`${i} ${part}`} className={css.part}>
          {part}
        </span>
      ))}
    </span>
  )
}
