using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>"Press the yellow Import button": the room calendars that are registered here for synchronisation.</summary>
internal sealed class Calendars(Tenant tenant, IReadOnlyList<string> mailboxes) : Chapter<Calendars.Observed>("Calendars", "Calendar import")
{
    /// <param name="Registered">By room id.</param>
    /// <param name="ByName">The rooms that are there, by every address they have.</param>
    internal sealed record Observed(IReadOnlyDictionary<Guid, RoomCalendar> Registered, IReadOnlyDictionary<string, Room> ByName);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel) =>
        new(tenant.Store.GetCalendars().ToDictionary(c => c.RoomId), await new RoomReader(tenant).ReadAsync(mailboxes, cancel).ConfigureAwait(false));

    protected override string Found(Observed observed) => $"{mailboxes.Count(m => IsRegistered(observed, m))} of {mailboxes.Count} calendars are registered.";

    static bool IsRegistered(Observed observed, string mailbox) => observed.ByName.GetValueOrDefault(mailbox)?.Id is { } id && observed.Registered.ContainsKey(id);

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        tenant.RefuseGovernment();
        foreach (var mailbox in mailboxes)
        {
            if (IsRegistered(observed, mailbox)) continue;
            if (!observed.ByName.ContainsKey(mailbox) && !expected.Contains(Keys.Room(mailbox))) { problems.Add(RoomReader.Missing(mailbox)); continue; }
            yield return new(Change(Keys.Calendar(mailbox), mailbox, "Register the calendar", impact: ChangeImpact.Low), [Keys.Room(mailbox), Keys.TimeZone(mailbox)], cancel => RegisterAsync(mailbox, cancel));
        }
    }

    async Task RegisterAsync(string mailbox, CancellationToken cancel)
    {
        var reader = new RoomReader(tenant);
        var room = await reader.GetAsync(mailbox, cancel).ConfigureAwait(false);
        tenant.Store.RegisterCalendar(new RoomCalendar
        {
            Mailbox = room.Mailbox,
            RoomId = room.Id ?? throw new TeemException("RoomWithoutAccount", TeemErrorKind.Unexpected, $"Exchange gave no directory id for {mailbox}.", mailbox, "A new room takes some minutes; run the command again."),
            DisplayName = room.DisplayName,
            TimeZone = await reader.TimeZoneAsync(room.Mailbox, cancel).ConfigureAwait(false) ?? "UTC",
            RegisteredAt = tenant.Clock.GetUtcNow(),
        });
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return
        [
            .. mailboxes.Select(mailbox => !IsRegistered(observed, mailbox) ? Fail(mailbox, "Its calendar is not registered.", "NotRegistered", $"Add-TeemRoomCalendar -Mailbox {mailbox}")
                : observed.Registered[observed.ByName[mailbox].Id!.Value] is { LastRead: { } read } ? Pass(mailbox, $"Registered, and read last at {read:u}.", CheckEvidence.Proven)
                : Pass(mailbox, "Registered, and not read yet.")),
            Manual($"{mailboxes.Count} calendars", "Whether Teem has these calendars only Teem knows.",
                "In Teem: Manage, Calendars, Import; paste the comma-separated list of addresses. Done when Teem shows each with a green state and its mail to the account lists them."),
        ];
    }
}
