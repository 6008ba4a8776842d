<#
.SYNOPSIS
The tenant in which the examples of the help run. Dot-source it in a fresh runspace that has imported the module.
.DESCRIPTION
An example may take for granted what stands here, and nothing else:

- the session is connected to a sandbox tenant with the domain contoso.example
- Invoke-TeemOnboarding has carried out the guide: the rooms boardroom@, atrium@ and lighthouse@contoso.example, the service account teem@contoso.example, the application TeemCalendar with
  access to the rooms, the calendar account, the calendars, and one round of synchronisation
- the current folder is an empty one, with rooms.csv: Name, Mailbox, Capacity and Building of two further rooms
- Exchange's Get-Mailbox and Get-EXOMailbox answer with those three rooms, in Exchange's shape
#>
param(
    # The folder to work in.
    [Parameter(Mandatory)] [string] $Folder
)

$ErrorActionPreference = 'Stop'
$ConfirmPreference = 'None'
$ProgressPreference = 'SilentlyContinue'
Set-Location $Folder

@'
Name,Mailbox,Capacity,Building
Fireside,fireside@contoso.example,6,North
Glasshouse,glasshouse@contoso.example,14,South
'@ | Set-Content rooms.csv

$rooms = @(
    [pscustomobject]@{ Name = 'Boardroom'; Mailbox = 'boardroom@contoso.example'; Capacity = 16 }
    [pscustomobject]@{ Name = 'Atrium'; Mailbox = 'atrium@contoso.example'; Capacity = 8 }
    [pscustomobject]@{ Name = 'Lighthouse'; Mailbox = 'lighthouse@contoso.example'; Capacity = 4 }
)

function Get-Mailbox {
    param([string] $Identity, [string] $RecipientTypeDetails, [object] $ResultSize)
    foreach ($room in $rooms) {
        [pscustomobject]@{
            Identity = $room.Name; DisplayName = $room.Name; Name = $room.Name; Alias = $room.Name.ToLowerInvariant()
            PrimarySmtpAddress = $room.Mailbox; UserPrincipalName = $room.Mailbox; WindowsEmailAddress = $room.Mailbox; RecipientTypeDetails = 'RoomMailbox'
        }
    }
}
Set-Alias Get-EXOMailbox Get-Mailbox

Connect-TeemTenant -Sandbox | Out-Null
$failed = $rooms | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example -WarningAction SilentlyContinue | Where-Object Outcome -ne 'Applied'
if ($failed) { throw "The tenant for the examples could not be made: $($failed | Out-String)" }
