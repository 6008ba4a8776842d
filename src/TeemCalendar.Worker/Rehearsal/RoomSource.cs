using TeemCalendar.Core.Onboarding;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Worker.Rehearsal;

/// <summary>The rooms of a rehearsal, and where they came from.</summary>
internal sealed record RoomSource(string Name, RoomListResult List)
{
    /// <summary>How many meetings a tenant is filled with at most: thousands of rooms are rehearsed for the rooms, and hundreds of thousands of meetings would only take memory.</summary>
    const int Meetings = 60_000;

    /// <summary>The mail domains of the rooms, in the order in which the list first uses them.</summary>
    public IReadOnlyList<string> Domains => List.Rooms.SelectMany(room => new[] { room.Mailbox, room.RoomList }).OfType<string>()
        .Where(address => address.Contains('@', StringComparison.Ordinal)).Select(address => address[(address.LastIndexOf('@') + 1)..]).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>A tenant that has the domains of the rooms.</summary>
    public SandboxOptions Tenant
    {
        get
        {
            var options = new SandboxOptions { Domain = Domains[0], MoreDomains = Domains.Skip(1).ToList() };
            return options with { MeetingsPerRoom = Math.Clamp(Meetings / List.Rooms.Count, 1, options.MeetingsPerRoom) };
        }
    }

    /// <summary>Reads the file, or the sample rooms when there is none.</summary>
    public static RoomSource Read(FileInfo? file)
    {
        if (file is null)
        {
            using var sample = typeof(RoomSource).Assembly.GetManifestResourceStream("rooms.csv")!;
            return new("the sample rooms", RoomList.Read(sample));
        }
        try
        {
            return new(file.Name, RoomList.Read(file.FullName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WorkerFailure.Input($"--rooms: the room list cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Tells each refused row on a line of its own. Without any room that was taken there is nothing to do.</summary>
    public async Task TellRefusalsAsync(TextWriter error)
    {
        foreach (var refusal in List.Refusals) await error.WriteLineAsync($"{Name}, {refusal}");
        if (List.Rooms.Count == 0) throw WorkerFailure.Input($"{Name} gives no room, so that there is nothing to rehearse: mend what is said above, or leave --rooms out to take the sample rooms.");
        if (List.Refusals.Count > 0) await error.WriteLineAsync($"{Name}: {List.Refusals.Count} refused, {List.Rooms.Count} taken; the rehearsal goes on with these.");
    }
}
