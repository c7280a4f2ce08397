import type { Conversation, Label } from '@convolist/core'
import { titleOf } from '@convolist/demo-kit'
import { useState, type ReactElement } from 'react'
import { useSession, useTexts } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'
import { IconButton } from '../parts/icon.js'
import { Dialog } from './dialog.js'

/** Which labels a row carries; makes, renames and deletes labels too. Every change is sent at once. */
export function LabelsDialog({ row, onClose }: { row: Conversation; onClose: () => void }): ReactElement {
  const texts = useTexts()
  const labels = useEngineState((state) => state.labels)
  return (
    <Dialog title={texts.dialog.labelsTitle(titleOf(row, texts))} onClose={onClose}>
      {labels.length === 0 ? (
        <p>{texts.dialog.labelsNone}</p>
      ) : (
        <ul className="label-list">
          {labels.map((label) => (
            <LabelLine key={`${label.id} ${label.name}`} row={row} label={label} />
          ))}
        </ul>
      )}
      <NewLabel row={row} />
    </Dialog>
  )
}

function LabelLine({ row, label }: { row: Conversation; label: Label }): ReactElement {
  const texts = useTexts()
  const { commands } = useSession()
  const rename = (name: string): void => {
    if (name !== '' && name !== label.name) commands.renameLabel(label.id, name)
  }
  return (
    <li className="label-line">
      <input
        type="checkbox"
        aria-label={label.name}
        checked={row.labels.includes(label.id)}
        onChange={(event) => commands.setLabel(row, label.id, event.target.checked)}
      />
      <input
        className="text-field"
        aria-label={`${texts.dialog.labelName}: ${label.name}`}
        defaultValue={label.name}
        onBlur={(event) => rename(event.target.value.trim())}
      />
      <IconButton
        icon="close"
        label={texts.dialog.labelDelete(label.name)}
        onClick={() => commands.deleteLabel(label.id)}
      />
    </li>
  )
}

function NewLabel({ row }: { row: Conversation }): ReactElement {
  const texts = useTexts()
  const { commands } = useSession()
  const [name, setName] = useState('')
  const create = (): void => {
    if (name.trim() !== '') commands.createLabel(row, name.trim())
    setName('')
  }
  return (
    <div className="label-line">
      <input
        className="text-field"
        aria-label={texts.dialog.labelNew}
        placeholder={texts.dialog.labelNew}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          create()
        }}
      />
      <button type="button" className="button" disabled={name.trim() === ''} onClick={create}>
        {texts.dialog.labelAdd}
      </button>
    </div>
  )
}
