using System.Globalization;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>A worker that is killed at any moment loses nothing that was acknowledged, and does nothing twice.</summary>
/// <remarks>The variable TEEMCALENDAR_KILLS says how often, and TEEMCALENDAR_KILL_SEED which moments; a failure names them.</remarks>
[Collection(RehearsedTenantCollection.Name)]
public sealed class KilledSyncTests(RehearsedTenant rehearsed)
{
    static readonly int Kills = Number("TEEMCALENDAR_KILLS") ?? 8, Seed = Number("TEEMCALENDAR_KILL_SEED") ?? Random.Shared.Next();

    [Fact]
    public async Task KilledAtAnyMomentNothingIsLostAndNothingIsDoneTwice()
    {
        await using var served = await ServedTenant.OpenAsync(rehearsed);
        var killed = new KilledSync(served, new Random(Seed));
        var mails = served.Tenant.Counters.MailsSent;
        for (var kill = 1; kill <= Kills; kill++)
        {
            try
            {
                killed.Record();
                await killed.RunAndKillAsync();
                await killed.RunAgainAsync();
                await killed.CheckAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {Seed}, kill {kill} of {Kills}, {killed.Last}: {e.Message}", e);
            }
        }
        Assert.Equal(mails, served.Tenant.Counters.MailsSent);
        // A room that declines tells the organizer, and of ours nobody but the room was invited.
        Assert.InRange(killed.Messages, 0, killed.Confirmed(LocalChangeKind.Release));
        // Otherwise nothing was shown.
        Assert.True(killed.Confirmed(LocalChangeKind.Create) >= 2 * Kills);
        Assert.True(Kills < 8 || (killed.KilledAtWrites > 0 && killed.Confirmed(LocalChangeKind.Change) > 0));
    }

    static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
