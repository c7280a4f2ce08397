import { useEffect, useId, useRef, type ReactElement, type ReactNode, type SubmitEvent } from 'react'
import { useTexts } from '../app/demo-context.js'

interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  readonly onClose: () => void
  /** Without it the dialog only has a button that closes it. */
  readonly onSubmit?: (form: FormData) => void
  readonly submitText?: string
  readonly danger?: boolean
}

/** A modal dialog with the browser's own focus trap and Escape. */
export function Dialog({ title, children, onClose, onSubmit, submitText, danger }: DialogProps): ReactElement {
  const texts = useTexts()
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    onClose()
    onSubmit?.(form)
  }
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={onClose}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <form onSubmit={submit}>
        <h2 id={titleId}>{title}</h2>
        {children}
        <div className="buttons">
          <button type="button" className="button" onClick={onClose}>
            {onSubmit ? texts.dialog.cancel : texts.dialog.close}
          </button>
          {onSubmit && (
            <button type="submit" className={`button ${danger ? 'danger' : 'primary'}`}>
              {submitText ?? texts.dialog.save}
            </button>
          )}
        </div>
      </form>
    </dialog>
  )
}
