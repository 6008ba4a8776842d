using System.CommandLine;

namespace TeemCalendar.Worker.Rehearsal;

/// <summary><c>rehearse</c>: the whole guide against a sandbox tenant, from a room list to synchronised calendars.</summary>
internal static class RehearseCommand
{
    /// <summary>A rehearsal shows what rounds do; a service that runs for ever is another command's work.</summary>
    const int MaxRounds = 1000;

    public static Command Create()
    {
        var rooms = CommandOptions.File("--rooms", "The room list (CSV with a header: at least Name and Mailbox). Without it: 120 sample rooms.");
        var access = new Option<AccessMode>("--access") { Description = "How Teem reaches the rooms: impersonation without it.", HelpName = "impersonation|delegate" };
        access.CustomParser = result =>
        {
            var given = result.Tokens[0].Value;
            if (Enum.GetNames<AccessMode>().Contains(given, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<AccessMode>(given, ignoreCase: true);
            result.AddError($"--access {given}: it is impersonation or delegate.");
            return default;
        };
        var json = CommandOptions.File("--json", "Writes the outcome as one JSON object.");
        var store = CommandOptions.File("--store", "The SQLite file that keeps calendars and reservations between runs.");
        var tenant = TenantFile.Option();
        var seed = TenantFile.SeedOption();
        var history = HistoryOption.Create();
        var rounds = CommandOptions.Number("--rounds", "Rounds of synchronisation, 1 without it; between them people make, move and cancel meetings.", 1, MaxRounds);
        var report = CommandOptions.File("--report", "Writes a report: one HTML page that opens offline and prints.");
        var weather = WeatherFile.Option();
        var command = new Command("rehearse", "Takes a sandbox tenant through the whole guide, synchronises its rooms, and gives an account of every chapter.")
        {
            rooms, access, json, store, tenant, seed, history, rounds, report, weather,
        };
        command.SetGuardedAction((parsed, cancel) =>
        {
            var options = new RehearsalOptions(parsed.GetValue(rooms), parsed.GetValue(access), parsed.GetValue(json), parsed.GetValue(store), parsed.GetValue(tenant), parsed.GetValue(seed),
                parsed.GetValue(history), parsed.GetValue(rounds) ?? 1, parsed.GetValue(report), parsed.GetValue(weather));
            return Rehearsal.RunAsync(options, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel);
        });
        return command;
    }
}
