-- Stands in for the module of that name in Jitsi's images: who is in which room, over HTTP, without the focus.
local json = require "util.json";
local get_module = require "core.modulemanager".get_module;
module:depends "http";
local main_muc = module:get_option_string("main_muc");

module:provides("http", {
	default_path = "/";
	route = {
		["GET room-census"] = function(event)
			local census = {};
			-- Hosts are activated in no particular order: the rooms may not be there before the first request.
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
