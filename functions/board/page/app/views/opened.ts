/** What is opened from the board: loaded apart from it, see `use-opened.ts`. */
export { Layers } from './layers.tsx';
export { TrailView } from './trail.tsx';
