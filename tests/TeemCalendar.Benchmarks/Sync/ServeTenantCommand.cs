using System.CommandLine;
using System.Globalization;
using TeemCalendar.Benchmarks.Sandbox;
using TeemCalendar.Sandbox;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Worker.Loopback;

namespace TeemCalendar.Benchmarks.Sync;

/// <summary><c>serve-tenant</c>: a large tenant on loopback, so that nobody who reads it has its memory and processor time on his own bill.</summary>
internal static class ServeTenantCommand
{
    internal const string Name = "serve-tenant";

    internal static Command Create()
    {
        var (rooms, events) = (new Argument<int>("rooms"), new Argument<int>("events"));
        var command = new Command(Name, "Serves a large tenant on loopback. Each line of input is a part of its events that is changed then.") { rooms, events };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(rooms), parsed.GetValue(events), cancel));
        return command;
    }

    static async Task RunAsync(int rooms, int events, CancellationToken cancel)
    {
        using var tenant = SandboxTenant.Create(new() { MeetingsPerRoom = 0 });
        // As many days back as the window shows for certain, so that every event is in it.
        var made = LargeTenant.Fill(tenant, rooms, events, daysBack: 6);
        await using var server = await LoopbackServer.StartAsync(tenant, 0, cancel);
        Elsewhere.Answer(new ServedTenant(new Uri(server.Address, "graph/v1.0").AbsoluteUri, ReadyToken.Of(tenant, TimeSpan.FromDays(1)), [.. made.Select(m => new ServedRoom(m.OwnerId, m.PrimarySmtpAddress))]));
        var random = new Random(rooms);
        while (await Console.In.ReadLineAsync(cancel) is { } part) Elsewhere.Answer(Change(tenant, made, double.Parse(part, CultureInfo.InvariantCulture), random));
    }

    /// <summary>What people do to some of the meetings: most are moved, some get another name, some are gone.</summary>
    static TenantChange Change(SandboxTenant tenant, List<Mailbox> rooms, double part, Random random)
    {
        var (changed, left) = (0, 0);
        lock (tenant.Gate)
            foreach (var room in rooms)
            {
                var calendar = MailboxCalendar.Raw(tenant, room);
                foreach (var item in calendar.State.Items.Values.Where(_ => random.NextDouble() < part).ToList())
                {
                    switch (random.Next(5))
                    {
                        case 0: calendar.Remove(item); break;
                        case 1: calendar.Change(item, own => own.Subject += " (new room plan)"); break;
                        default: calendar.Change(item, own => (own.Start, own.End) = (own.Start.AddMinutes(15), own.End.AddMinutes(15))); break;
                    }
                    changed++;
                }
                left += calendar.State.Items.Count;
                tenant.State.Calendars.Tidy();
            }
        return new(changed, left);
    }
}

/// <summary>Where a tenant is reached, and what is in it.</summary>
/// <param name="Graph">Microsoft Graph's base address there.</param>
/// <param name="Token">A token that reads every calendar.</param>
/// <param name="Rooms">Its rooms.</param>
internal sealed record ServedTenant(string Graph, string Token, IReadOnlyList<ServedRoom> Rooms);

/// <summary>What people did.</summary>
/// <param name="Changed">How many events they changed.</param>
/// <param name="Left">How many there are now.</param>
internal sealed record TenantChange(int Changed, int Left);

internal sealed record ServedRoom(Guid Id, string Mailbox);
