import type { Conversation } from '@convolist/core'
import { titleOf, type DialogName } from '@convolist/demo-kit'
import type { ReactElement } from 'react'
import { useSession, useTexts } from '../app/demo-context.js'
import { Dialog } from './dialog.js'
import { LabelsDialog } from './labels-dialog.js'

interface RowDialogProps {
  readonly row: Conversation
  readonly onClose: () => void
}

export function RowDialog({ dialog, ...props }: RowDialogProps & { readonly dialog: DialogName }): ReactElement {
  switch (dialog) {
    case 'draft':
      return <DraftDialog {...props} />
    case 'extension':
      return <ExtensionDialog {...props} />
    case 'labels':
      return <LabelsDialog {...props} />
    case 'remove':
      return <RemoveDialog {...props} />
  }
}

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

function DraftDialog({ row, onClose }: RowDialogProps): ReactElement {
  const texts = useTexts()
  const { commands } = useSession()
  return (
    <Dialog
      title={texts.dialog.draftTitle(titleOf(row, texts))}
      onClose={onClose}
      onSubmit={(form) => commands.saveDraft(row, textOf(form, 'draft'))}
    >
      <label htmlFor="draft">{texts.dialog.draftLabel}</label>
      <textarea id="draft" name="draft" className="text-field" defaultValue={row.draft?.text} />
    </Dialog>
  )
}

function ExtensionDialog({ row, onClose }: RowDialogProps): ReactElement {
  const texts = useTexts()
  const { commands } = useSession()
  const save = (form: FormData): void =>
    commands.saveExtension(row, textOf(form, 'extension'), form.get('server') ? 'server' : 'local')
  return (
    <Dialog title={texts.dialog.extensionTitle(titleOf(row, texts))} onClose={onClose} onSubmit={save}>
      <label htmlFor="extension">{texts.dialog.extensionLabel}</label>
      <textarea
        id="extension"
        name="extension"
        className="text-field"
        defaultValue={row.serverExtension ?? row.localExtension}
      />
      <label className="check">
        <input type="checkbox" name="server" defaultChecked />
        {texts.dialog.extensionServer}
      </label>
    </Dialog>
  )
}

function RemoveDialog({ row, onClose }: RowDialogProps): ReactElement {
  const texts = useTexts()
  const { commands } = useSession()
  return (
    <Dialog
      title={texts.dialog.removeTitle(titleOf(row, texts))}
      submitText={texts.dialog.remove}
      danger
      onClose={onClose}
      onSubmit={(form) => commands.remove(row, form.get('clear') !== null)}
    >
      <p>{texts.dialog.removeText}</p>
      <label className="check">
        <input type="checkbox" name="clear" />
        {texts.dialog.removeClear}
      </label>
    </Dialog>
  )
}
