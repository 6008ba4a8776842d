using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Onboarding;

/// <summary>
/// For each room one ordered chain, made of what the chapters found: the first link that does not hold is why the room is not read. A chapter reads all rooms together, so that a chain costs a
/// room no request of its own but where it is not there.
/// </summary>
internal sealed class RoomChains(Tenant tenant, OnboardingRequest request)
{
    internal const string Name = "RoomChain";

    // A room that is read from here is read every few minutes; after a day nobody reads it.
    static readonly TimeSpan Current = TimeSpan.FromDays(1);

    /// <summary>The chapter in which the rights are found.</summary>
    string Access => request.AccessMode == AccessMode.Impersonation ? "Impersonation" : "DelegateAccess";

    /// <summary>Whether the chain is made of what that chapter finds.</summary>
    internal bool Needs(string chapter) => chapter is "Rooms" or "RoomSettings" or "Application" or "CalendarAccount" or "Calendars" || chapter == Access;

    /// <summary>The chains, in the order in which the rooms were given.</summary>
    /// <param name="checks">What the chapters found.</param>
    /// <param name="cancel">Ends it.</param>
    internal async Task<IReadOnlyList<RoomChain>> OfAsync(IReadOnlyCollection<Check> checks, CancellationToken cancel)
    {
        var rooms = request.Rooms.Select(r => r.Mailbox).ToList();
        var found = await new RoomFinder(tenant).LookUpAsync(rooms, cancel).ConfigureAwait(false);
        var byRoom = checks.ToLookup(c => (c.Chapter, Target: c.Target.ToUpperInvariant()));
        var registered = tenant.Store.GetCalendars().ToDictionary(c => c.RoomId);
        // What is said of one room says nothing of another, whether that one was asked for or not.
        var ofRooms = rooms.Concat(registered.Values.Select(c => c.Mailbox)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var ofAll = checks.Where(c => !ofRooms.Contains(c.Target)).ToLookup(c => c.Chapter);
        return [.. rooms.Select(room => Chain(room, Links(room, found.Find(room)?.Room)))];

        IEnumerable<(string Link, Check Check)> Links(string mailbox, Room? room)
        {
            if (room is null)
            {
                // A room that is on-premises exists, and not here.
                var elsewhere = found.OnPremises(mailbox) is not null;
                if (elsewhere) yield return ("exists", Holds(mailbox, "Exchange knows it as a recipient."));
                yield return (elsewhere ? "in the cloud" : "exists", Absent(mailbox, found.Why(mailbox)));
                yield break;
            }
            yield return ("exists", Holds(mailbox, $"{room.DisplayName} is there."));
            yield return ("in the cloud", Holds(mailbox, room.Origin == RoomOrigin.Synced ? "Its mailbox is in Exchange Online; its account is synchronised from on-premises, and changed there." : "Its mailbox is in Exchange Online."));
            yield return ("settings", Of("RoomSettings"));
            yield return ("rights", Of(Access));
            yield return ("consent", Consent(mailbox));
            yield return ("account", Of("CalendarAccount"));
            yield return ("registered", Of("Calendars"));
            yield return ("last read", LastRead(mailbox, room.Id is { } id ? registered.GetValueOrDefault(id) : null));

            // What is said of the room itself; else what keeps the whole chapter from holding.
            Check Of(string chapter) => Worst(byRoom[(chapter, mailbox.ToUpperInvariant())]) is { } own ? own : OfAll(chapter);
            Check OfAll(string chapter) => Worst(ofAll[chapter]) ?? new Check { Chapter = chapter, Target = mailbox, Status = CheckStatus.Fail, Detail = $"The chapter {chapter} says nothing of it.", Cause = "NotLookedAt", Remedy = CommandLine.Of("Test-TeemIntegration", ("Mailbox", mailbox), ("Chapter", chapter)) };
        }

        Check Consent(string mailbox) => Worst((request.AccessMode == AccessMode.Delegate ? ofAll[Access].Where(c => c.Cause == "ConsentRequired")
            // Too much consent keeps no room from being read; it is told where it is found.
            : ofAll["Application"].Where(c => c.Cause != "TenantWideConsent")).Where(Stops))
            ?? Holds(mailbox, request.AccessMode == AccessMode.Delegate ? "Consented to for the account." : "None is needed: Exchange gives the application its rooms.");
    }

    static bool Stops(Check check) => check.Status is CheckStatus.Fail or CheckStatus.Pending;

    /// <summary>What fails before what is pending, and that before all else.</summary>
    static Check? Worst(IEnumerable<Check> checks) => checks.MinBy(c => c.Status switch { CheckStatus.Fail => 0, CheckStatus.Pending => 1, CheckStatus.Pass => 2, _ => 3 });

    static Check Holds(string mailbox, string detail, CheckEvidence evidence = CheckEvidence.Configured) => new() { Chapter = Name, Target = mailbox, Status = CheckStatus.Pass, Evidence = evidence, Detail = detail };

    Check LastRead(string mailbox, RoomCalendar? calendar)
    {
        var read = calendar?.LastRead;
        if (read is { } at && tenant.Clock.GetUtcNow() - at < Current) return Holds(mailbox, $"Read last at {at:u}.", CheckEvidence.Proven) with { Since = at };
        return new Check
        {
            Chapter = Name, Target = mailbox, Status = CheckStatus.Pending, Since = read ?? calendar?.RegisteredAt, Cause = read is null ? "NeverRead" : "NotReadLately",
            Detail = read is { } last ? $"Nobody has read it from here since {last:u}." : "Registered, and never read from here.", Remedy = CommandLine.Of("Sync-TeemRoomCalendar", ("Mailbox", mailbox)),
        };
    }

    RoomChain Chain(string mailbox, IEnumerable<(string Link, Check Check)> links)
    {
        var seen = new List<ChainLink>();
        Check last = null!;
        string? stoppedAt = null;
        foreach (var (link, check) in links)
        {
            last = check;
            seen.Add(new(link, check.Status, check.Evidence, check.Detail));
            if (!Stops(check)) continue;
            stoppedAt = link;
            break;
        }
        return new RoomChain
        {
            Chapter = Name, Target = mailbox, Links = seen, StoppedAt = stoppedAt, Evidence = last.Evidence, Since = last.Since,
            Status = stoppedAt is null ? CheckStatus.Pass : last.Status, Detail = stoppedAt is null ? last.Detail : $"Stopped at {stoppedAt}: {last.Detail}",
            Cause = stoppedAt is null ? null : last.Cause, Remedy = stoppedAt is null ? null : last.Remedy, UsuallyBy = stoppedAt is null ? null : last.UsuallyBy,
        };
    }

    /// <summary>Why a room is not there: nothing of that name, something else, or a mailbox that is not here.</summary>
    static Check Absent(string mailbox, TeemException why) => new()
    {
        Chapter = Name, Target = mailbox, Status = CheckStatus.Fail, Detail = why.Message, Cause = why.Id,
        Remedy = why.Id == RoomFinder.RoomNotFound ? CommandLine.Of("New-TeemRoom", ("Mailbox", mailbox), ("Name", mailbox.Split('@')[0])) : why.Remedy,
    };
}
