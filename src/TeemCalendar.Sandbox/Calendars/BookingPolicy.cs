using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Calendars;

internal enum BookingAnswer { Accept, Decline, AskDelegates }

/// <summary>What a resource makes of a request: the answer, why, which dates of an accepted series are declined, and the last date when the series is cut short.</summary>
internal sealed record Verdict(BookingAnswer Answer, string? Reason = null)
{
    public IReadOnlyList<DateOnly> DeclinedDates { get; init; } = [];
    public DateOnly? LastDate { get; init; }
    /// <summary>Whose meetings are in the way.</summary>
    public IReadOnlyList<Person> InTheWay { get; init; } = [];
}

/// <summary>The booking policy of one resource: its calendar processing held against a request (documented with Set-CalendarProcessing; the sentences are ours).</summary>
internal sealed class BookingPolicy
{
    readonly SandboxTenant tenant;
    readonly MailboxCalendar room;
    readonly CalendarProcessing rules;
    readonly string zone;
    readonly DateOnly lastDay;
    readonly DateTime horizonUtc;

    internal BookingPolicy(SandboxTenant tenant, MailboxCalendar room)
    {
        (this.tenant, this.room, rules) = (tenant, room, room.Mailbox.Processing);
        zone = Zones.Exists(room.Mailbox.TimeZone) ? room.Mailbox.TimeZone! : "UTC";
        // The window counts the resource's own days; 0 means today (documented).
        lastDay = DateOnly.FromDateTime(Zones.FromUtc(tenant.Now.UtcDateTime, zone)).AddDays(rules.BookingWindowInDays);
        horizonUtc = Zones.ToUtc(lastDay.AddDays(1).ToDateTime(TimeOnly.MinValue), zone);
    }

    /// <summary>A meeting, new or changed as a whole.</summary>
    internal Verdict Of(CalendarItem meeting)
    {
        var first = Expansion.Itself(meeting);
        var now = tenant.Now.UtcDateTime;
        if (rules.BookingType is "Reserved") return Declined("This resource can't be reserved.");
        var ahead = meeting.IsSeries ? Expansion.Of(meeting, now, horizonUtc).ToList() : first.EndUtc >= now ? [first] : [];
        if (ahead.Count == 0 && first.StartUtc < now) return Declined("The request lies in the past.");
        var verdict = meeting.IsSeries ? OfSeries(meeting, first, ahead) : Violation(meeting, [first]) is { } broken ? Declined(broken) : IfFree(first);
        return Permitted(meeting, verdict);
    }

    /// <summary>One occurrence that was changed in a series that is booked already.</summary>
    internal Verdict Of(CalendarItem meeting, Instance occurrence) => Permitted(meeting, Violation(meeting, [occurrence]) is { } broken ? Declined(broken) : IfFree(occurrence));

    Verdict OfSeries(CalendarItem meeting, Instance first, List<Instance> ahead)
    {
        if (!rules.AllowRecurringMeetings) return Declined("Recurring meetings aren't allowed.");
        if (Violation(meeting, ahead.Count > 0 ? ahead : [first]) is { } broken) return Declined(broken);
        var runsPast = meeting.Recurrence!.Dates().TakeWhile(d => d < lastDay.AddDays(400)).LastOrDefault() > lastDay;
        if (runsPast && rules.EnforceSchedulingHorizon) return Declined($"The series extends beyond {lastDay:yyyy-MM-dd}.");
        var cut = runsPast ? lastDay : (DateOnly?)null;
        var taken = rules.AllowConflicts ? [] : ahead.Select(o => (o.Date, InTheWay: InTheWay(meeting, o))).Where(o => o.InTheWay.Count > 0).ToList();
        var people = taken.SelectMany(t => t.InTheWay).Distinct().ToList();
        if (taken.Count > 0 && (taken.Count > rules.MaximumConflictInstances || taken.Count * 100 > rules.ConflictPercentageAllowed * ahead.Count))
            return Declined($"{taken.Count} of {ahead.Count} occurrences conflict with other meetings.") with { InTheWay = people };
        return new(BookingAnswer.Accept) { DeclinedDates = [.. taken.Select(t => t.Date!.Value)], LastDate = cut, InTheWay = people };
    }

    Verdict IfFree(Instance wanted)
    {
        if (rules.AllowConflicts || InTheWay(wanted.Item, wanted) is not { Count: > 0 } people) return new(BookingAnswer.Accept);
        return Declined("The resource is booked at that time.") with { InTheWay = people };
    }

    string? Violation(CalendarItem meeting, List<Instance> wanted)
    {
        var minutes = wanted.Max(w => (w.EndUtc - w.StartUtc).TotalMinutes);
        if (rules.MaximumDurationInMinutes > 0 && minutes > rules.MaximumDurationInMinutes) return $"A meeting may last {rules.MaximumDurationInMinutes} minutes at most.";
        if (room.Mailbox.IsWorkspace && minutes < rules.MinimumDurationInMinutes) return $"A reservation lasts {rules.MinimumDurationInMinutes} minutes at least.";
        if (rules.EnforceCapacity && room.Mailbox.ResourceCapacity is { } seats && (meeting.Attendees?.Count(a => a.Kind is not "resource") ?? 0) + 1 > seats) return $"There is room for {seats}.";
        if (wanted[0].StartUtc >= horizonUtc) return $"The resource can't be booked beyond {lastDay:yyyy-MM-dd}.";
        return rules.ScheduleOnlyDuringWorkHours && wanted.Exists(IsOutsideWorkHours) ? "The resource is booked during its working hours only." : null;
    }

    /// <summary>Who may book, who may ask, and who may ask for what the policy does not allow (documented; that a conflict is out of policy is inferred).</summary>
    Verdict Permitted(CalendarItem meeting, Verdict verdict)
    {
        var who = meeting.Organizer.Address;
        if (verdict.Answer is BookingAnswer.Decline)
            return rules.AllRequestOutOfPolicy || Names(rules.RequestOutOfPolicy, who) ? verdict with { Answer = BookingAnswer.AskDelegates } : verdict;
        if (rules.AllBookInPolicy || Names(rules.BookInPolicy, who)) return verdict;
        return rules.AllRequestInPolicy || Names(rules.RequestInPolicy, who) ? verdict with { Answer = BookingAnswer.AskDelegates, Reason = "The request has to be approved." }
            : Declined("You may not book this resource.");
    }

    /// <summary>A list may name groups too (documented for BookInPolicy).</summary>
    bool Names(List<string> list, string address) => list.Exists(entry => entry.Equals(address, StringComparison.OrdinalIgnoreCase) ||
        (tenant.State.FindAddress(entry) is RoomList group && Meetings.FindMailbox(tenant, address) is { } person && group.Members.Contains(person.OwnerId)));

    List<Person> InTheWay(CalendarItem meeting, Instance wanted)
    {
        var people = new List<Person>();
        if (!wanted.TakesTheRoom) return people;
        foreach (var item in room.State.Items.Values)
            if (item.Uid != meeting.Uid && Expansion.Of(item, wanted.StartUtc, wanted.EndUtc).Any(other => other.TakesTheRoom)) people.Add(item.Organizer);
        return people;
    }

    bool IsOutsideWorkHours(Instance wanted)
    {
        var hours = room.Mailbox.WorkingHours;
        var own = Zones.Exists(hours.TimeZone) ? hours.TimeZone! : zone;
        var (start, end) = (Zones.FromUtc(wanted.StartUtc, own), Zones.FromUtc(wanted.EndUtc, own));
        return !hours.Days.Contains(start.DayOfWeek) || start < start.Date + hours.Start || end > start.Date + hours.End;
    }

    static Verdict Declined(string reason) => new(BookingAnswer.Decline, reason);
}
