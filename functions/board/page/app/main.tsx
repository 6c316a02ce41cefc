import '../style/board.css';
import { startBoard } from './board-page.tsx';

const root = document.getElementById('board');
if (root !== null) await startBoard(root);
