using TeemCalendar.Core.Sync;

namespace TeemCalendar.Core.Tests.Sync.AnyCourse;

/// <summary>People at this module's commands: they book, change, end, cancel, release and check in, and sometimes their computer dies in the middle of it.</summary>
internal sealed class LocalUsers(SandboxBench bench, Random random)
{
    string next = "";

    /// <summary>What came of it, and of which reservation, for the message of a failure.</summary>
    public string Last { get; private set; } = "";

    /// <summary>How many reservations were asked for.</summary>
    public int Booked { get; private set; }

    /// <summary>How many messages to people all that may cause at the most.</summary>
    public int MessagesOwed { get; private set; }

    /// <summary>The rooms' copies of what was booked here.</summary>
    public HashSet<string> Made { get; } = [];

    /// <summary>Decides what is done next.</summary>
    public string Next() => next = random.Next(100) switch { < 40 => "book", < 50 => "invite", < 65 => "change", < 75 => "end", < 80 => "end room only", < 88 => "cancel", < 95 => "release", _ => "check in" };

    public async Task ActAsync()
    {
        var room = bench.Room(random.Next(bench.Rooms.Count));
        var reservation = Pick(room);
        Last = $"{room.DisplayName} {reservation?.Start:u} {reservation?.Title}";
        using var killed = new CancellationTokenSource();
        if (random.Next(5) == 0)
            bench.InterruptAfter(random.Next(6), killed);
        try
        {
            switch (next)
            {
                case "book":
                    Note(await BookAsync(room, null, killed.Token));
                    break;
                case "invite":
                    MessagesOwed++;
                    Note(await BookAsync(room, bench.People[random.Next(bench.People.Count)].Address, killed.Token));
                    break;
                case "check in" when reservation is not null:
                    bench.Desk.CheckIn(room, reservation);
                    break;
                case not "check in" when reservation is not null:
                    MessagesOwed += next is "end room only" ? 0 : await OwedAsync(room, reservation);
                    await (next switch
                    {
                        "change" => bench.Desk.ChangeAsync(room, reservation, random.Next(2) == 0 ? reservation.Start.AddMinutes(random.Next(5, 240)) : null, reservation.IsPrivate ? null : $"Renamed {random.Next(100)}", killed.Token),
                        "cancel" => bench.Desk.RemoveAsync(room, reservation, release: false, "Not needed.", killed.Token),
                        "release" => bench.Desk.RemoveAsync(room, reservation, release: true, "Room needed.", killed.Token),
                        _ => bench.Desk.EndAsync(room, reservation, roomOnly: next == "end room only", killed.Token),
                    });
                    break;
            }
        }
        // A refusal that is told, or the computer's end.
        catch (TeemException told) { Last = told.Id; }
        catch (OperationCanceledException) when (killed.IsCancellationRequested)
        {
            Last = "the computer died";
            bench.Restart();
        }
        finally { bench.StopInterrupting(); }
    }

    /// <summary>An update or cancellation for everyone who is invited beside the room, and the room's answer to the organizer.</summary>
    async Task<int> OwedAsync(RoomCalendar room, Reservation reservation)
    {
        var path = $"users/{room.RoomId}/events/{reservation.EventId}";
        return !await bench.ExistsAsync(path) ? 0 : 1 + (await bench.GetAsync(path + "?$select=attendees"))["attendees"]!.AsArray().Count(a => a!["type"]!.ToString() != "resource");
    }

    Task<DeskAnswer> BookAsync(RoomCalendar room, string? organizer, CancellationToken cancel)
    {
        Booked++;
        var start = bench.Clock.GetUtcNow().AddMinutes(random.Next(0, 60 * 24 * 6));
        return bench.Desk.BookAsync(room, start, start.AddMinutes(random.Next(10, 180)), $"Booked here {Booked}", organizer, cancel);
    }

    void Note(DeskAnswer answer)
    {
        if (answer.Reservation is { } made)
            Made.Add(made.EventId);
    }

    /// <summary>What goes on now, where that is to end; otherwise anything that is to come, as the store knows it.</summary>
    Reservation? Pick(RoomCalendar room)
    {
        var now = bench.Clock.GetUtcNow();
        var known = bench.Store.GetReservations(new() { Mailboxes = [room.Mailbox], From = now, To = next.StartsWith("end", StringComparison.Ordinal) ? now.AddTicks(1) : now.AddDays(8) });
        return known.Count == 0 ? null : known[random.Next(known.Count)];
    }
}
