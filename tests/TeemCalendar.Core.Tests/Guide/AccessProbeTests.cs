using System.Globalization;
using System.Text.RegularExpressions;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>What is said of a room that Exchange authorises and does not open yet: how old the grant is, whose it is, and until when to wait.</summary>
public sealed partial class AccessProbeTests
{
    static readonly TimeSpan Usually = TimeSpan.FromHours(2);

    static async Task<AccessWorld> GrantedAsync(bool byModule)
    {
        var world = await AccessWorld.MakeAsync(rooms: 1);
        if (byModule)
        {
            await world.ApplyAsync(new Impersonation(world.Tenant, AccessWorld.Application, []));
            return world;
        }
        var application = await Applications.GetAsync(world.Tenant, AccessWorld.Application, default);
        await world.InvokeAsync("New-ServicePrincipal", ("AppId", application.AppId.ToString()), ("ObjectId", application.Principal!.Id.ToString()));
        await world.InvokeAsync("New-ManagementScope", ("Name", "By hand"), ("RecipientRestrictionFilter", MailboxScope.Rooms.Filter));
        await world.InvokeAsync("New-ManagementRoleAssignment", ("Name", "By hand"), ("Role", Impersonation.CalendarRole), ("App", application.Principal.Id.ToString()), ("CustomResourceScope", "By hand"));
        return world;
    }

    [Theory]
    [InlineData(true, 0, "minutes", " by this module", ", usually effective by {0:HH:mm} UTC: ")]
    [InlineData(true, 100, "minutes", " by this module", ", usually effective by {0:HH:mm} UTC: ")]
    [InlineData(true, 150, "hours", " by this module", ", and should be effective since {0:u}: ")]
    [InlineData(false, 100, "minutes", "", ", usually effective by {0:HH:mm} UTC: ")]
    [InlineData(false, 150, "hours", "", ", and should be effective since {0:u}: ")]
    public async Task Its_age_whose_it_is_and_when_it_is_usually_effective_are_said(bool byModule, int minutes, string unit, string who, string effective)
    {
        var start = DateTimeOffset.UtcNow.AddSeconds(-1);
        using var world = await GrantedAsync(byModule);
        var end = world.Clock.GetUtcNow();
        world.Deny();
        for (var minute = 0; minute < minutes; minute++) await Task.Delay(TimeSpan.FromMinutes(1), world.Clock);

        var check = (await new Impersonation(world.Tenant, AccessWorld.Application, world.Rooms).VerifyAsync(default)).Single(c => c.Target == world.Rooms[0]);
        Assert.Equal((CheckStatus.Pending, CheckEvidence.Authorised), (check.Status, check.Evidence));
        Assert.InRange(check.Since!.Value, start, end);
        Assert.Equal(check.Since + Usually, check.UsuallyBy);
        var said = Said().Match(check.Detail);
        Assert.True(said.Success, check.Detail);
        Assert.Equal((unit, who), (said.Groups["unit"].Value, said.Groups["who"].Value));
        Assert.StartsWith(string.Format(CultureInfo.InvariantCulture, effective, check.Since + Usually), said.Groups["rest"].Value, StringComparison.Ordinal);
        // By the clock that was moved on; what the test itself takes comes on top.
        Assert.InRange(int.Parse(said.Groups["age"].Value, CultureInfo.InvariantCulture), unit == "hours" ? minutes / 60 : minutes, unit == "hours" ? minutes / 60 : minutes + 15);
        if (minutes < 120) Assert.Equal($"Wait-TeemAccess -Mailbox {world.Rooms[0]}", check.Remedy);
        else Assert.Contains("Microsoft's support", check.Remedy, StringComparison.Ordinal);
    }

    [GeneratedRegex("^Granted (?<age>[0-9]+) (?<unit>minutes|hours) ago(?<who> by this module)?(?<rest>,.*)$")]
    private static partial Regex Said();
}
