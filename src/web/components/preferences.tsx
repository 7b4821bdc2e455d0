import type { Frame } from "./layout.tsx";

/** One or two towns for every offset where people live; the reader's own zone is added when it is another. */
const OFFERED_ZONES = [
  "Pacific/Honolulu",
  "America/Anchorage",
  "America/Los_Angeles",
  "America/Denver",
  "America/Phoenix",
  "America/Chicago",
  "America/Mexico_City",
  "America/New_York",
  "America/Toronto",
  "America/Halifax",
  "America/Sao_Paulo",
  "Atlantic/Reykjavik",
  "UTC",
  "Europe/London",
  "Europe/Dublin",
  "Europe/Berlin",
  "Europe/Madrid",
  "Europe/Paris",
  "Europe/Stockholm",
  "Europe/Athens",
  "Europe/Helsinki",
  "Africa/Johannesburg",
  "Asia/Dubai",
  "Asia/Kolkata",
  "Asia/Singapore",
  "Asia/Tokyo",
  "Australia/Sydney",
  "Pacific/Auckland",
];

/** Theme and time zone. Works as a plain form; the frame island applies a choice without the button. */
export function Preferences({ frame: { theme, timeZone, path } }: { frame: Frame }) {
  const zones = OFFERED_ZONES.includes(timeZone) ? OFFERED_ZONES : [timeZone, ...OFFERED_ZONES];
  return (
    <form class="preferences" method="post" action="/preferences" data-preferences>
      <input type="hidden" name="back" value={path} />
      <fieldset class="choices">
        <legend>Theme</legend>
        <Choice name="theme" value="auto" text="System" checked={theme === undefined} />
        <Choice name="theme" value="dark" text="Dark" checked={theme === "dark"} />
        <Choice name="theme" value="light" text="Light" checked={theme === "light"} />
      </fieldset>
      <label>
        <span>Time zone</span>
        <select name="timeZone">
          {zones.map((zone) => (
            <option value={zone} selected={zone === timeZone}>
              {zone.replaceAll("_", " ")}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Apply</button>
    </form>
  );
}

const Choice = ({ name, value, text, checked }: { name: string; value: string; text: string; checked: boolean }) => (
  <label>
    <input type="radio" name={name} value={value} checked={checked} />
    <span>{text}</span>
  </label>
);
