import { GAME_EVENT_TYPES } from "../../modules/scores/domain/observe/event-data.ts";
import { listenForChanges } from "./change-feed.ts";
import { drawCharts } from "./chart.ts";
import { renewFromServer } from "./own-page.ts";

async function renew(): Promise<void> {
  if (await renewFromServer("game")) drawCharts();
}

drawCharts();
const { game, over } = document.getElementById("game")?.dataset ?? {};
if (game !== undefined && over === undefined) {
  listenForChanges(GAME_EVENT_TYPES, { onChange: () => void renew() });
}
