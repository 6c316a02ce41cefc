import type { Ledger, Write } from '../domain/ledger.ts';
import { SHOWN_MEMOS } from '../ledger/board-version.ts';

/** What has the boards look again, which show what is wrong with a schedule or a calendar of ours. */
export const boardsLook = async (ledger: Ledger, id: string): Promise<Write> => {
  const seen = (await ledger.readMemo(SHOWN_MEMOS.offers, id))?.version ?? 0;
  return { kind: 'memo', seen, record: { scope: SHOWN_MEMOS.offers, id, value: null } };
};
