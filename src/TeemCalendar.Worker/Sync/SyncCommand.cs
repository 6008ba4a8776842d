using System.CommandLine;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Worker.Sync;

/// <summary><c>sync</c>: keeps the registered room calendars in step, without PowerShell and without a person.</summary>
internal static class SyncCommand
{
    const int DefaultSeconds = 60, SecondsOfDay = 24 * 60 * 60;

    public static Command Create()
    {
        var tenant = new TenantOptions();
        var store = CommandOptions.File("--store", "The SQLite file that keeps the account, the calendars and their reservations; without it the one of this user's application data.");
        var rooms = new Option<string[]>("--rooms") { Description = "Rooms by address, with commas between; without it every registered calendar.", HelpName = "ADDRESS,...", AllowMultipleArgumentsPerToken = true };
        var interval = CommandOptions.Number("--interval", $"Seconds from one reading of a room to the next, {DefaultSeconds} without it.", 1, SecondsOfDay);
        var once = new Option<bool>("--once") { Description = "Reads every room once, and ends." };
        var write = new Option<bool>("--write") { Description = "Sends what was changed here as well. Without it nothing is written to the tenant." };
        var release = CommandOptions.Number("--release-after", "Minutes after its start in which somebody has to check in; then the reservation is released. Without it none is.", (int)SyncRequest.ShortestRelease.TotalMinutes, (int)SyncRequest.LongestRelease.TotalMinutes);
        var json = new Option<bool>("--json") { Description = "Writes every result as one line of JSON." };
        var listen = CommandOptions.Number("--listen", "The port on 127.0.0.1 to which change notifications come; 0 takes a free one. Application access only.", 0, ushort.MaxValue);
        var notify = AddressOption();
        var command = new Command("sync", "Keeps the registered room calendars in step until Ctrl+C or SIGTERM. The calendar account and the calendars come from the store.")
        {
            store, rooms, interval, once, write, release, json, listen, notify,
        };
        tenant.AddTo(command);
        command.SetGuardedAction((parsed, cancel) =>
        {
            var isSandbox = tenant.IsSandbox(parsed);
            if (isSandbox && parsed.GetValue(store) is null) throw WorkerFailure.Input("--store: give the file in which the sandbox tenant's calendars are registered, as 'rehearse --store' made it.");
            if (parsed.GetValue(once) && parsed.GetValue(listen) is not null) throw WorkerFailure.Input("--listen: one round waits for nothing. Leave out this or --once.");
            if (parsed.GetValue(release) is not null && !parsed.GetValue(write)) throw WorkerFailure.Input("--release-after: it writes to rooms, and without --write nothing is written. Give --write as well.");
            if (parsed.GetValue(notify) is not null && parsed.GetValue(listen) is null) throw WorkerFailure.Input("--notify-url: give --listen the port that this address leads to.");
            if (!isSandbox && parsed.GetValue(listen) is not null && parsed.GetValue(notify) is null)
                throw WorkerFailure.Input("--listen: give --notify-url the https address that leads to this port from the internet.");
            if (!isSandbox && parsed.GetValue(notify) is { } address && address.Scheme != Uri.UriSchemeHttps)
                throw WorkerFailure.Input($"--notify-url {address}: Microsoft posts to https addresses only.");
            var options = new SyncOptions(tenant.Read(parsed) with { StorePath = parsed.GetValue(store)?.FullName }, Rooms(parsed.GetValue(rooms)), TimeSpan.FromSeconds(parsed.GetValue(interval) ?? DefaultSeconds),
                parsed.GetValue(once), parsed.GetValue(write), parsed.GetValue(release) is { } minutes ? TimeSpan.FromMinutes(minutes) : null, parsed.GetValue(json), parsed.GetValue(listen), parsed.GetValue(notify));
            return SyncRun.RunAsync(options, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel);
        });
        return command;
    }

    static Option<Uri?> AddressOption() => new("--notify-url")
    {
        Description = "The address that Microsoft posts change notifications to; a reverse proxy leads from there to --listen.",
        HelpName = "URL",
        CustomParser = result =>
        {
            var given = result.Tokens[0].Value;
            if (Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.Fragment.Length == 0) return address;
            result.AddError($"--notify-url {given}: give an address as in https://calendar.contoso.com/notifications.");
            return null;
        },
    };

    static List<string>? Rooms(string[]? given)
    {
        var rooms = given?.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return rooms is { Count: > 0 } ? rooms : null;
    }
}
