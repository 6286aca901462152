import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { allZones, searchZones } from '../lib/zone-search.ts';
import { offsetAt, offsetText, zoneName } from '../lib/zones.ts';
import { useOrganiserTexts } from './language.tsx';

interface ZonePickerProps {
  readonly id: string;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: boolean | undefined;
  readonly zone: string;
  readonly onChange: (zone: string) => void;
  /** The list shows the UTC offsets at this instant. */
  readonly at: number;
}

/** A combobox of all IANA time zones: type to search, arrow keys to choose. */
export const ZonePicker = ({ id, zone, onChange, at, ...attributes }: ZonePickerProps) => {
  const texts = useOrganiserTexts();
  const zones = useMemo(allZones, []);
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  /** The typed text; undefined while the list is closed. */
  const [query, setQuery] = useState<string>();
  const [active, setActive] = useState(0);
  const open = query !== undefined;
  const found = useMemo(() => (query === undefined ? [] : searchZones(query, zones, at)), [query, zones, at]);
  const optionId = (index: number): string => `${listId}-${index}`;

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active, open]);

  const openList = (): void => {
    if (open) return;
    setQuery('');
    setActive(Math.max(0, zones.indexOf(zone)));
  };
  const choose = (chosen: string | undefined): void => {
    setQuery(undefined);
    if (chosen !== undefined) onChange(chosen);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) return openList();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      choose(found[active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      choose(undefined);
    }
  };

  return (
    <div className="zone-picker">
      <input
        {...attributes}
        id={id}
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && found.length > 0 ? optionId(active) : undefined}
        autoComplete="off"
        spellCheck={false}
        value={query ?? zoneName(zone)}
        placeholder={zoneName(zone)}
        // Typing replaces the selected text.
        onFocus={(event) => event.target.select()}
        onClick={openList}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => choose(query ? exactMatch(query, found) : undefined)}
      />
      <span className="zone-offset" aria-hidden="true">
        {open ? '' : `UTC${offsetText(offsetAt(at, zone))}`}
      </span>
      <ul className="zone-list" role="listbox" id={listId} ref={list} aria-label={texts.timeZones} hidden={!open}>
        {found.map((option, index) => (
          <li
            // By place: an option that moved up while somebody types would count as a shift of the layout.
            key={index}
            id={optionId(index)}
            role="option"
            aria-selected={option === zone}
            className={index === active ? 'zone-active' : undefined}
            // A pointer press would blur the input and close the list before the click.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
          >
            <span>{zoneName(option)}</span>{' '}
            <span className="zone-option-offset">{offsetText(offsetAt(at, option))}</span>
          </li>
        ))}
        {open && found.length === 0 && (
          <li className="zone-none" role="option" aria-selected={false} aria-disabled="true">
            {texts.noZone}
          </li>
        )}
      </ul>
    </div>
  );
};

/** The zone whose full name was typed. */
const exactMatch = (query: string, found: readonly string[]): string | undefined =>
  found.find((zone) => zoneName(zone).toLowerCase() === zoneName(query.trim()).toLowerCase());
