import type { Room } from '../room/room.ts';
import { LeftoverBanner } from './LeftoverBanner.tsx';
import { LostBanner } from './LostBanner.tsx';
import { RefusedBanner } from './RefusedBanner.tsx';
import { StaleBanner } from './StaleBanner.tsx';

/** The banners above the editor: anything that keeps the room from being saved. */
export function RoomBanners(props: { room: Room }) {
  return (
    <>
      <RefusedBanner room={props.room} />
      <LostBanner room={props.room} />
      <LeftoverBanner room={props.room} />
      <StaleBanner room={props.room} />
    </>
  );
}
