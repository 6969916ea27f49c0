/** A visited place in a file; `line` and `column` count from 1. */
export interface VisitedPlace {
  fileId: string;
  line: number;
  column: number;
}

/** Moves of up to this many lines stay at the same place. */
const nearLines = 10;
const maxPlaces = 50;

/** The visited places, to go back and forward between. */
export class PlaceHistory {
  #places: VisitedPlace[] = [];
  #at = -1;

  /** Records the current place. Near the last one it replaces that; else it is added and the places ahead are dropped. */
  visit(place: VisitedPlace): void {
    const now = this.#places[this.#at];
    if (now?.fileId === place.fileId && Math.abs(now.line - place.line) <= nearLines) {
      this.#places[this.#at] = place;
      return;
    }
    this.#places = [...this.#places.slice(0, this.#at + 1), place].slice(-maxPlaces);
    this.#at = this.#places.length - 1;
  }

  /** Goes one place back (-1) or forward (1), skipping files that are gone. */
  go(by: 1 | -1, isThere: (fileId: string) => boolean): VisitedPlace | undefined {
    for (let at = this.#at + by; ; at += by) {
      const place = this.#places[at];
      if (!place) return undefined;
      if (!isThere(place.fileId)) continue;
      this.#at = at;
      return place;
    }
  }
}
