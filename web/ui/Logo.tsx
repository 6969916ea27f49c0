/** Two text cursors side by side: a person's and the agent's. */
export function Logo(props: { size?: number }) {
  return (
    <svg
      width={props.size ?? 20}
      height={props.size ?? 20}
      viewBox="0 0 32 32"
      fill="none"
      stroke-width="3"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <path stroke="var(--accent)" d="M5 5h8M9 5v15M5 20h8" />
      <path stroke="var(--agent)" d="M19 12h8M23 12v15M19 27h8" />
    </svg>
  );
}
