import { sieves, type Sieve } from '@convolist/demo-kit'
import type { ReactElement, RefObject } from 'react'
import { useTexts } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'
import { Icon, IconButton } from '../parts/icon.js'

interface SearchLineProps {
  readonly search: string
  readonly onSearch: (text: string) => void
  readonly sieve: Sieve
  readonly onSieve: (sieve: Sieve) => void
  readonly inputRef: RefObject<HTMLInputElement | null>
}

export function SearchLine({ search, onSearch, sieve, onSieve, inputRef }: SearchLineProps): ReactElement {
  const texts = useTexts()
  const labels = useEngineState((state) => state.labels)
  return (
    <div className="search-line">
      <div className="search" role="search">
        <Icon name="search" />
        <input
          ref={inputRef}
          type="search"
          aria-label={texts.search.label}
          placeholder={texts.search.placeholder}
          value={search}
          onChange={(event) => onSearch(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && onSearch('')}
        />
        {search !== '' && <IconButton icon="close" label={texts.search.clear} onClick={() => onSearch('')} />}
      </div>
      <select
        className="sieve"
        aria-label={texts.sieve.label}
        data-active={sieve !== 'none'}
        value={sieve}
        onChange={(event) => onSieve(event.target.value as Sieve)}
      >
        {sieves.map((name) => (
          <option key={name} value={name}>
            {texts.sieve[name]}
          </option>
        ))}
        {labels.map(({ id, name }) => (
          <option key={id} value={`label:${id}`}>
            {texts.sieve.byLabel(name)}
          </option>
        ))}
      </select>
    </div>
  )
}
