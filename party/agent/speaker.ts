/** A room has many people and one transcript: a model is told who said what by a line before each message. */
export const withSpeaker = (name: string, text: string): string => `${name} says:\n${text}`;

export const withoutSpeaker = (text: string): string => text.replace(/^[^\n]* says:\n/, '');
