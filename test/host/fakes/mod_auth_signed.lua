-- Fakes mod_auth_token of Jitsi's images: admits who has a token in the address that the secret of the app has signed.
local new_sasl = require "util.sasl".new;
local base64 = require "util.encodings".base64;
local hmac_sha256 = require "util.hashes".hmac_sha256;
local secret = module:get_option_string("app_secret");

module:hook_global("websocket-session", function (event)
	local query = event.request.url.query or "";
	event.session.token = query:match("token=([^&]+)");
end);

local function is_signed(token)
	local signed, signature = (token or ""):match("^(.+)%.([^.]+)$");
	if not signed then return false; end
	local expected = base64.encode(hmac_sha256(secret, signed)):gsub("=", ""):gsub("%+", "-"):gsub("/", "_");
	return signature == expected;
end

local provider = {};
function provider.get_sasl_handler(session)
	local handler = new_sasl(module.host, { anonymous = function () return true; end });
	if not is_signed(session.token) then
		function handler.process() return "failure", "not-allowed", "token required"; end
	end
	return handler;
end
module:provides("auth", provider);
