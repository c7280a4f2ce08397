import { useConversationList } from '@convolist/react'
import { memo } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import './list.css'
import { countList, countRow, createRig, MOUNTED, timeOf } from './rig.mjs'

const RANGE = [0, MOUNTED]

const Row = memo(function Row({ row }) {
  countRow()
  return (
    <li data-id={row.id}>
      <span className="avatar">{row.title[0]}</span>
      <div className="lines">
        <b className="title">{row.title}</b> <time>{timeOf(row)}</time>
        <div className="preview">{row.lastMessage.text}</div>
      </div>
      {row.unreadCount > 0 && <span className="unread">{row.unreadCount}</span>}
    </li>
  )
})

function List({ engine }) {
  const { rows } = useConversationList('all', { engine, range: RANGE })
  countList()
  return (
    <ul id="list">
      {rows.map((row) => (
        <Row key={row.id} row={row} />
      ))}
    </ul>
  )
}

export function open({ rows }) {
  globalThis.rig = createRig(Number(rows))
  const root = createRoot(document.getElementById('root'))
  flushSync(() => root.render(<List engine={globalThis.rig.engine} />))
}
