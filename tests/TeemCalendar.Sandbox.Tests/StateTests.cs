using System.Text;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests;

public sealed class StateTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("sandbox-state").FullName;
    string FilePath => Path.Combine(folder, "tenant.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_tenant_is_taken_up_where_it_was_left()
    {
        var first = SandboxTenant.Open(FilePath, new() { People = 3, MeetingsPerRoom = 0 });
        Assert.False(File.Exists(FilePath));
        using (var http = new HttpClient(first.CreateHandler()))
        {
            using var form = new FormUrlEncodedContent([
                new("grant_type", "client_credentials"), new("client_id", first.Facts.ClientId.ToString()), new("client_secret", first.Facts.ClientSecret), new("scope", Wire.Exchange)]);
            Assert.True((await http.PostAsync(new Uri($"https://login.sandbox.invalid/{first.Facts.Domain}/oauth2/v2.0/token"), form)).IsSuccessStatusCode);
        }
        var key = first.PublicKeyXml;
        first.Save();
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(folder));

        var second = SandboxTenant.Open(FilePath, new() { MoreDomains = ["fabrikam.example", "CONTOSO.example"] });
        Assert.Equal(first.Facts, second.Facts);
        Assert.Equal(key, second.PublicKeyXml);
        Assert.Equal(["contoso.example", "fabrikam.example", "contoso.onmicrosoft.com"], second.State.Domains);
        Assert.Equal(first.NewGuid(), second.NewGuid());
        second.Save();
        var text = File.ReadAllText(FilePath);
        SandboxTenant.Open(FilePath).Save();
        Assert.Equal(text, File.ReadAllText(FilePath));
    }

    [Fact]
    public void The_same_seed_gives_the_same_tenant_and_another_seed_another()
    {
        var one = SandboxTenant.Create(new() { Seed = 7, People = 45 });
        var same = SandboxTenant.Create(new() { Seed = 7, People = 45 });
        Assert.Equal(one.Facts, same.Facts);
        Assert.Equal(one.State.Users.Keys, same.State.Users.Keys);
        Assert.NotEqual(one.Facts, SandboxTenant.Create(new() { Seed = 8, People = 45 }).Facts);
        Assert.Equal(46, one.State.Mailboxes.Count);
        Assert.Equal(46, one.State.Mailboxes.Values.Select(m => m.PrimarySmtpAddress).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(one.State.Mailboxes.Values, m => Assert.True(Sandbox.Exchange.ParameterBinder.IsAddress(m.PrimarySmtpAddress), m.PrimarySmtpAddress));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"Version\":99,\"TenantId\":\"11111111-2222-3333-4444-555555555555\",\"Domains\":[\"x\"]}")]
    [InlineData("{\"Users\":7}")]
    public void A_file_that_holds_no_tenant_is_refused(string text)
    {
        File.WriteAllText(FilePath, text, Encoding.UTF8);
        Assert.Throws<InvalidDataException>(() => SandboxTenant.Open(FilePath));
    }

    [Fact]
    public void A_tenant_without_a_file_saves_nothing() => SandboxTenant.Create(new() { People = 0 }).Save();

    [Fact]
    public void The_administering_application_can_read_no_calendar_and_no_mail()
    {
        var state = SandboxTenant.Create(new() { People = 0 }).State;
        var principal = state.FindServicePrincipal(state.AdminAppId)!;
        var roles = state.AppRoleAssignments.Where(a => a.PrincipalId == principal.Id)
            .Select(a => Sandbox.Permissions.PermissionCatalog.AppRoles(state.ServicePrincipals[a.ResourceId].AppId).Single(r => r.Id == a.AppRoleId).Value).ToList();
        Assert.Contains("Exchange.ManageAsApp", roles);
        Assert.DoesNotContain(roles, r => r.StartsWith("Calendars", StringComparison.Ordinal) || r.StartsWith("Mail", StringComparison.Ordinal) || r == "full_access_as_app");
    }
}
