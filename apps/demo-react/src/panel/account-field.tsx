import { useId, type ReactElement, type Ref } from 'react'

interface AccountFieldProps {
  readonly ref: Ref<HTMLInputElement>
  readonly label: string
  /** What is wrong with it, in words. */
  readonly problem: string | undefined
  readonly type: string
  readonly inputMode: 'numeric' | undefined
  readonly value: string
  onType(text: string): void
}

export function AccountField({ ref, label, problem, onType, ...input }: AccountFieldProps): ReactElement {
  const id = useId()
  return (
    <div className="field stacked">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        ref={ref}
        id={id}
        className="text-field"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== undefined}
        aria-describedby={problem && `${id}-problem`}
        onChange={(event) => onType(event.target.value)}
      />
      {problem && (
        <p id={`${id}-problem`} className="form-error">
          {problem}
        </p>
      )}
    </div>
  )
}
