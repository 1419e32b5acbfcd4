"""The commands, one file each: parse what was typed, build the bot, call, print."""
