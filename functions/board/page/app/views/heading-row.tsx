import type { JSX } from 'preact';

/** What stands in each column of a table. */
export const HeadingRow = ({ names }: { names: readonly string[] }): JSX.Element => (
  <tr>
    {names.map((name) => (
      <th key={name} scope="col">
        {name}
      </th>
    ))}
  </tr>
);
