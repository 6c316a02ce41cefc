import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';

type Path = readonly PropertyKey[];

/** `sites[0].buildings[0].floors[1].rooms[2].equipment[0]`, numbered from 0 as in every JSON path. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');

/** The line of the value at the path, or of the nearest thing around it that is there. */
export const lineOf = (document: Document, lines: LineCounter, path: Path): number | undefined => {
  for (let length = path.length; length > 0; length -= 1) {
    const start = startOf(document, path.slice(0, length));
    if (start !== undefined) return lines.linePos(start).line;
  }
  return undefined;
};

/** Where a field begins: at its name, if it has one. */
const startOf = (document: Document, path: Path): number | undefined => {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
};
