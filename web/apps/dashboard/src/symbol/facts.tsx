/** A name, what it is, and a word on that. */
export type Fact = readonly [name: string, text: string, note?: string | undefined];

/** Names and what they are. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, text, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {text} {note && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
