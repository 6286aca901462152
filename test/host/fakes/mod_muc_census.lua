-- Fakes the module of this name in Jitsi's images: returns the number of participants of each room, without the focus.
local json = require "util.json";
local get_module = require "core.modulemanager".get_module;
module:depends "http";
local main_muc = module:get_option_string("main_muc");

module:provides("http", {
	default_path = "/";
	route = {
		["GET room-census"] = function(event)
			local census = {};
			-- Prosody loads hosts in any order, so the rooms may not exist before the first request.
			for room in get_module(main_muc, "muc").each_room() do
				local participants = 0;
				for nick in room:each_occupant() do
					if nick:match("/(.*)$") ~= "focus" then participants = participants + 1; end
				end
				census[#census + 1] = { room_name = room.jid; participants = participants; created_time = 0; leaked = false };
			end
			event.response.headers.content_type = "application/json";
			return json.encode({ room_census = setmetatable(census, json.array_mt) });
		end;
	};
});
