import { numberText } from '@convolist/demo-kit'
import type { ReactElement } from 'react'
import { useDemo, useSession } from '../app/demo-context.js'
import { useValue } from '../app/use-value.js'
import { FactList } from './fact-list.js'

export function MetersSection(): ReactElement {
  const { texts, language } = useDemo()
  const readings = useValue(useSession().meters)
  const { panel } = texts
  return (
    <section>
      <h3>{panel.meters}</h3>
      <FactList
        facts={[
          { name: panel.eventsPerSecond, value: readings.eventsPerSecond, testId: 'events-per-second' },
          { name: panel.listRenders, value: readings.listRendersPerSecond },
          { name: panel.rowRenders, value: readings.rowRendersPerSecond },
          { name: panel.rowRendersTotal, value: numberText(readings.rowRenders, language), testId: 'row-renders' },
          { name: panel.worstFrame, value: `${readings.worstFrameMs} ms`, testId: 'worst-frame' },
        ]}
      />
    </section>
  )
}
