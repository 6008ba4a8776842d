using System.Globalization;

namespace TeemCalendar.Core.Onboarding;

/// <summary>The report's content as its template shows it: texts only, in the order in which they are read.</summary>
internal static class ReportView
{
    public static object Of(ReportContent content)
    {
        // Each room's chain repeats what the chapters say: it has a table of its own.
        var chains = content.Checks.OfType<RoomChain>().ToList();
        // What needs somebody comes first; what is in order is there to be looked up.
        var attention = Synchronisation(content).Concat(content.Checks.Where(check => check is not RoomChain && check.Status != CheckStatus.Pass))
            .OrderBy(check => check.Status switch { CheckStatus.Fail => 0, CheckStatus.Pending => 1, _ => 2 }).Select(View).ToList();
        var passed = content.Checks.Where(check => check is not RoomChain && check.Status == CheckStatus.Pass).Select(View).ToList();
        var changes = content.Changes ?? [];
        return new
        {
            done = content.Changes is null ? "Checked" : "Onboarded",
            looked = content.Changes is null,
            tenant = content.Tenant,
            by = content.By,
            account = content.ServiceAccount,
            access = content.AccessMode == AccessMode.Impersonation ? "impersonation" : "delegate access",
            madeAt = Time(content.MadeAt),
            verdict = Verdict(content),
            figures = Figures(content),
            refusals = content.Refusals.Select(refusal => new { line = Number(refusal.Line), column = refusal.Column ?? "", value = refusal.Value ?? "", reason = refusal.Reason }).ToList(),
            attention,
            passed,
            passedCount = Number(passed.Count),
            changes = changes.OrderBy(change => change.Outcome == ChangeOutcome.Applied).Select(View).ToList(),
            chains = chains.OrderBy(chain => chain.Status switch { CheckStatus.Fail => 0, CheckStatus.Pending => 1, _ => 2 }).Select(View).ToList(),
            chainsCount = Number(chains.Count),
            rooms = content.Rooms.Where(_ => content.Changes is not null).Select(View).ToList(),
            roomsCount = Number(content.Rooms.Count),
        };
    }

    /// <summary>Rooms that were not read in the end or wait for a person, and what kept all from being read, told as checks are.</summary>
    static IEnumerable<Check> Synchronisation(ReportContent content) =>
        content.Failures.Select(failure => Failed(content.Tenant, failure)).Concat(
            content.Rounds.GroupBy(result => result.Mailbox, StringComparer.OrdinalIgnoreCase).Select(room => room.Last())
                .Where(last => last.Outcome != SyncOutcome.Synchronised)
                .Select(last => last.Outcome == SyncOutcome.Held ? Failed(last.Mailbox, last.Detail!) with { Status = CheckStatus.Manual, Cause = last.Cause } : Failed(last.Mailbox, last.Detail ?? "It was not read.")));

    static Check Failed(string target, string detail) => new() { Chapter = "Synchronisation", Target = target, Status = CheckStatus.Fail, Detail = detail };

    static string Verdict(ReportContent content)
    {
        var failed = Synchronisation(content).Count(check => check.Status == CheckStatus.Fail) + content.Checks.Count(check => check.Status == CheckStatus.Fail) + (content.Changes ?? []).Count(change => change.Outcome is ChangeOutcome.Failed or ChangeOutcome.InDoubt);
        return failed > 0 ? $"Not finished: {Count(failed, "thing")} went wrong or {(failed == 1 ? "is" : "are")} not as Teem needs {(failed == 1 ? "it" : "them")}."
            : content.Refusals.Count > 0 ? $"The rooms that were taken are in order; {Count(content.Refusals.Count, "row")} of the list {(content.Refusals.Count == 1 ? "was" : "were")} refused."
            : content.Checks.Any(check => check.Status == CheckStatus.Pending) ? "Set, and not yet effective everywhere."
            : content.Checks.Concat(Synchronisation(content)).Any(check => check.Status == CheckStatus.Manual) ? "In order. What is left can only be done by a person, and is listed below."
            : "In order.";
    }

    static List<object> Figures(ReportContent content) =>
    [
        Figure(content.Rooms.Count, "rooms"),
        .. content.Changes is { } changes ? new[] { Figure(changes.Count(change => change.Outcome == ChangeOutcome.Applied), "changes made"), Figure(changes.Count(change => change.Outcome != ChangeOutcome.Applied), "changes not made") } : [],
        Figure(content.Checks.Count(check => check.Status == CheckStatus.Pass), "checks pass"),
        .. content.Changes is null ? Enum.GetValues<CheckStatus>().Skip(1).Select(status => Figure(content.Checks.Count(check => check.Status == status), status.ToString().ToLowerInvariant()))
            : [Figure(Synchronisation(content).Count() + content.Checks.Count(check => check.Status != CheckStatus.Pass), "things to look at")],
        Figure(content.CalendarsRegistered, "calendars registered"),
        Figure(content.Reservations, "reservations"),
    ];

    static object Figure(int number, string of) => new { number = Number(number), of };

    static object View(Check check) => new
    {
        status = check.Status.ToString(),
        chapter = Chapter(check.Chapter),
        target = check.Target,
        evidence = check.Evidence.ToString(),
        detail = check.Detail,
        cause = check.Cause ?? "",
        remedy = check.Remedy ?? "",
        by = check.UsuallyBy is { } by ? Time(by) : "",
    };

    static object View(RoomChain chain) => new
    {
        status = chain.Status.ToString(),
        room = chain.Target,
        stoppedAt = chain.StoppedAt ?? "",
        passed = string.Join(", ", chain.Links.Where(link => link.Name != chain.StoppedAt).Select(link => link.Name)),
        detail = chain.StoppedAt is null ? chain.Detail : chain.Links[^1].Detail,
        cause = chain.Cause ?? "",
        remedy = chain.Remedy ?? "",
        by = chain.UsuallyBy is { } by ? Time(by) : "",
    };

    static object View(Change change) => new
    {
        outcome = change.Outcome.ToString(),
        chapter = Chapter(change.Chapter),
        target = change.Target,
        action = change.Action,
        reason = change.Reason ?? "",
        detail = change.Detail ?? "",
        differences = change.Differences.Select(difference => new { property = difference.Property, before = difference.Before ?? "(none)", after = difference.After ?? "(none)" }).ToList(),
    };

    static object View(Room room) => new
    {
        name = room.DisplayName,
        mailbox = room.Mailbox,
        place = string.Join(", ", new[] { room.Building, room.Floor is { } floor ? $"floor {Number(floor)}" : null, room.City, room.CountryOrRegion }.OfType<string>()),
        capacity = room.Capacity is { } seats ? Number(seats) : "",
        zone = room.TimeZone ?? "",
        tags = string.Join(", ", room.Tags),
    };

    /// <summary>CalendarAccount is one word to a program and two to a reader.</summary>
    static string Chapter(string chapter) => string.Concat(chapter.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    static string Count(int number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";

    static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
