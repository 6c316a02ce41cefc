/** What the builder calls for each element: shorter in the bundle than the automatic runtime. */
export { Fragment, h } from 'preact';
