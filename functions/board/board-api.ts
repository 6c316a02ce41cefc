import type { AccessMode } from '../../shared/access/access.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { postBookingAction, postRoomAction, postUndo } from './actions.ts';
import { postBetterPlan } from './better-plans.ts';
import { deleteBlock, postBlock } from './blocks.ts';
import { postCredentialRenewed } from './credential.ts';
import { type DispatchDependencies, dispatch } from './dispatch.ts';
import { getDocs, getOpenApi } from './docs.ts';
import { postDoor } from './door.ts';
import { getBoard } from './get-board.ts';
import { postLookUp, postVisitLookUp } from './look-ups.ts';
import { getOffers } from './offers.ts';
import { getOneMore, postOneMore } from './one-more.ts';
import { getAsset, getPage } from './page/serve-page.ts';
import { getPastBoard } from './past-board.ts';
import { postPublishing } from './publishing.ts';
import { getReport } from './report.ts';
import { getRoomChoices } from './room-choices.ts';
import { getMe, getSignIn, postToken } from './sign-in.ts';
import { getTrail } from './trail.ts';
import { getUtilisation } from './utilisation.ts';
import { getWalkInRooms, postWalkIn } from './walk-ins.ts';
import { getWeek } from './week.ts';
import { getWhatIf, postWhatIf } from './what-ifs.ts';

/** The board's API: every operation of the table of routes. */
export const boardApi = (
  deps: BoardDependencies,
  access: AccessMode,
  { log, count }: Pick<DispatchDependencies, 'log' | 'count'>,
) =>
  dispatch({
    access,
    log,
    count,
    handles: {
      page: getPage,
      asset: getAsset,
      health: async () => ({ status: 200, body: { ok: true } }),
      openapi: getOpenApi,
      docs: getDocs,
      signIn: getSignIn(access),
      token: postToken(access),
      me: getMe,
      board: getBoard(deps),
      pastBoard: getPastBoard(deps),
      week: getWeek(deps),
      offers: getOffers(deps),
      utilisation: getUtilisation(deps),
      report: getReport(deps),
      oneMore: postOneMore(deps),
      oneMoreAnswer: getOneMore(deps),
      roomChoices: getRoomChoices(deps),
      block: postBlock(deps),
      unblock: deleteBlock(deps),
      door: postDoor(deps),
      roomAction: postRoomAction(deps),
      bookingAction: postBookingAction(deps),
      walkInRooms: getWalkInRooms(deps),
      walkIn: postWalkIn(deps),
      undo: postUndo(deps),
      trail: getTrail(deps),
      lookUp: postLookUp(deps),
      visitLookUp: postVisitLookUp(deps),
      whatIf: postWhatIf(deps),
      whatIfAnswer: getWhatIf(deps),
      betterPlan: postBetterPlan(deps),
      publishing: postPublishing(deps),
      credentialRenewed: postCredentialRenewed(deps),
    },
  });
