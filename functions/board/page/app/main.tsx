import '../style/board.css';
import { startBoard } from './board-page.tsx';

const root = document.getElementById('board');
/** Nothing of the page may be there to say it in: it is loaded again after so many milliseconds. */
const AGAIN_MS = 5_000;

if (root !== null)
  await startBoard(root).catch(() => {
    root.textContent = 'The room board could not be loaded. Trying again …';
    setTimeout(() => location.reload(), AGAIN_MS);
  });
