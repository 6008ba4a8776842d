using TeemCalendar.Sandbox.Exchange;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Exchange;

public class OpathTests
{
    static readonly SandboxTenant Tenant = SandboxTenant.Create(new() { People = 0 });

    static readonly Mailbox Room = new()
    {
        Name = "O'Neill", Alias = "oneill", DisplayName = "Room O'Neill", PrimarySmtpAddress = "oneill@contoso.example", EmailAddresses = ["SMTP:oneill@contoso.example"],
        RecipientTypeDetails = "RoomMailbox", ResourceCapacity = 12, ResourceType = "Room", CustomAttributes = { [1] = "Teem" },
    };

    static bool Matches(string filter) => OpathFilter.Parse(filter).Matches(new(Tenant, Room));

    [Theory]
    [InlineData("RecipientTypeDetails -eq 'RoomMailbox'", true)]
    [InlineData("recipienttypedetails -EQ 'roommailbox'", true)]
    [InlineData("RecipientTypeDetails -ne 'RoomMailbox'", false)]
    [InlineData("{RecipientTypeDetails -eq \"RoomMailbox\"}", true)]
    [InlineData("Name -eq 'O''Neill'", true)]
    [InlineData("Name -like 'O*'", true)]
    [InlineData("Name -like '*ll'", true)]
    [InlineData("Name -notlike '*x*'", true)]
    [InlineData("not a filter", null)]
    [InlineData("CustomAttribute1 -eq 'TEEM'", true)]
    [InlineData("CustomAttribute2 -eq $null", true)]
    [InlineData("CustomAttribute1 -ne $null", true)]
    [InlineData("CustomAttribute2 -like '*'", false)]
    [InlineData("HiddenFromAddressListsEnabled -eq $false", true)]
    [InlineData("HiddenFromAddressListsEnabled -eq 'False'", true)]
    [InlineData("IsResource -eq $true -and Alias -eq 'x'", false)]
    [InlineData("Alias -eq 'x' -or Alias -eq 'oneill' -and Name -like 'O*'", true)]
    [InlineData("(Alias -eq 'oneill' -or Alias -eq 'x') -and -not (Name -eq 'x')", true)]
    [InlineData("-not (Name -like 'O*')", false)]
    [InlineData("ResourceCapacity -gt 9", true)]
    [InlineData("ResourceCapacity -le 11", false)]
    [InlineData("EmailAddresses -like '*@contoso.example'", true)]
    [InlineData("EmailAddresses -eq 'oneill@contoso.example'", true)]
    [InlineData("MemberOfGroup -eq 'CN=Nothing'", false)]
    [InlineData("", null)]
    [InlineData("Name -eq", null)]
    [InlineData("Name 'x'", null)]
    [InlineData("Name -is 'x'", null)]
    [InlineData("Nonsense -eq 'x'", null)]
    [InlineData("(Name -eq 'x'", null)]
    [InlineData("Name -eq 'x", null)]
    [InlineData("Name -eq 'x' Alias -eq 'y'", null)]
    public void Evaluates_or_refuses(string filter, bool? expected)
    {
        if (expected is { } value) Assert.Equal(value, Matches(filter));
        else Assert.Throws<OpathException>(() => Matches(filter));
    }

    [Fact]
    public void A_monstrous_filter_is_refused_quickly()
    {
        Assert.Throws<OpathException>(() => Matches(new string('(', 100_000)));
        Assert.Throws<OpathException>(() => Matches(string.Concat(Enumerable.Repeat("-not ", 50_000)) + "Name -eq 'x'"));
    }
}
