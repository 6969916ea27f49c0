/** A place in the files where one was: `line` and `column` count from 1. */
export interface Place {
  fileId: string;
  line: number;
  column: number;
}

/** Whoever moves less far is still at the same place. */
const nearLines = 10;
const most = 50;

/** The places where one was, to go back to and forth again. */
export class PlaceHistory {
  #places: Place[] = [];
  #at = -1;

  /** One is here now. Near the last place it moves that one; else it is the newest, and what lay ahead is gone. */
  visit(place: Place): void {
    const now = this.#places[this.#at];
    if (now?.fileId === place.fileId && Math.abs(now.line - place.line) <= nearLines) {
      this.#places[this.#at] = place;
      return;
    }
    this.#places = [...this.#places.slice(0, this.#at + 1), place].slice(-most);
    this.#at = this.#places.length - 1;
  }

  /** Goes one place back (-1) or forth (1), past those in files that are gone. */
  go(by: 1 | -1, isThere: (fileId: string) => boolean): Place | undefined {
    for (let at = this.#at + by; ; at += by) {
      const place = this.#places[at];
      if (!place) return undefined;
      if (!isThere(place.fileId)) continue;
      this.#at = at;
      return place;
    }
  }
}
